// Looks at the programme over WHEP as the page does. Arguments: address, code. Prints one line of JSON.
import { join, launch, person } from "./people.mjs";

const [address, code, seconds = "6"] = process.argv.slice(2);
const browser = await launch("--autoplay-policy=no-user-gesture-required");
try {
  const page = await person(browser);
  await join(page, address, code, "Mia");
  const figures = await page.evaluate(async (wait_ms) => {
    const begun = performance.now();
    const link = new RTCPeerConnection();
    const media = new MediaStream();
    for (const kind of ["video", "audio"]) link.addTransceiver(kind, { direction: "recvonly" });
    link.ontrack = (event) => media.addTrack(event.track);
    await link.setLocalDescription(await link.createOffer());
    const answer = await fetch("/api/v1/whep", { method: "POST", headers: { "Content-Type": "application/sdp" }, body: link.localDescription.sdp });
    const text = await answer.text();
    if (answer.status !== 201) return { status: answer.status, text };
    await link.setRemoteDescription({ type: "answer", sdp: text });
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = media;
    document.body.append(video);
    video.play();
    const first = await new Promise((done) => { video.requestVideoFrameCallback(() => done(performance.now() - begun)); setTimeout(() => done(-1), 15000); });
    const sound = new AudioContext();
    const analyser = sound.createAnalyser();
    sound.createMediaStreamSource(media).connect(analyser);
    await new Promise((done) => setTimeout(done, wait_ms));
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    const energy = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
    const stats = [...(await link.getStats()).values()].filter((one) => ["inbound-rtp", "codec", "candidate-pair"].includes(one.type));
    const quality = video.getVideoPlaybackQuality();
    const end = await fetch(answer.headers.get("Location"), { method: "DELETE" });
    link.close();
    return { offer: link.localDescription.sdp, answer: text, first_ms: first, energy, frames: quality.totalVideoFrames, dropped: quality.droppedVideoFrames, width: video.videoWidth, end: end.status, stats };
  }, Number(seconds) * 1000);
  const [cookie] = await page.context().cookies();
  console.log(JSON.stringify({ ...figures, cookie: `${cookie.name}=${cookie.value}` }));
} finally {
  await browser.close();
}
