// The programme as viewers get it: over WHEP with sound, or as small pictures where that does not work.
import { state } from "./api.js";
import { Picture } from "./parts.js";
import { html, signal, useEffect, useRef, useState } from "./ui.js";
import { said, word as t } from "./words.js";

const RETRY_MS = 3000;
const REFUSED_RETRY_MS = 60000; // this browser knows no H.264
const FRAME_MS = 8000; // from the answer to the first picture
const STILL_MS = 5000; // without a new picture the line is broken: two keyframes would have come
const HIDDEN_MS = 5000; // a page that nobody sees gives its seat away

/** Whether the programme is heard here; browsers ask for a tap before the first sound. */
export const listening = signal(false);

/** Chromium plays two channels only if the offer says so (RFC 7587). @param {string} sdp */
const stereo = (sdp) => sdp.replace(/(a=fmtp:\d+ [^\r\n]*useinbandfec=1)/, "$1;stereo=1");

/** One look at the programme. */
class Viewer {
  /** @param {HTMLVideoElement} video @param {(status: number) => void} onEnd called once, with the answer's status or 0 */
  constructor(video, onEnd) {
    this.video = video;
    this.onEnd = onEnd;
    this.seat = "";
    this.ended = false;
    this.link = new RTCPeerConnection();
    this.timer = setTimeout(() => this.end(0), FRAME_MS);
    this.watch = 0;
  }

  /** A line that breaks says nothing for half a minute: pictures tell. A page that nobody sees is not shown any. */
  watchPictures() {
    let pictures = -1;
    let since = performance.now();
    this.watch = setInterval(() => {
      const now = this.video.getVideoPlaybackQuality().totalVideoFrames;
      if (now !== pictures || document.hidden) since = performance.now();
      pictures = now;
      if (performance.now() - since > STILL_MS) this.end(0);
    }, STILL_MS / 5);
  }

  async start() {
    const media = new MediaStream();
    for (const kind of ["video", "audio"]) {
      const { receiver } = this.link.addTransceiver(kind, { direction: "recvonly" });
      media.addTrack(receiver.track);
      Object.assign(receiver, { jitterBufferTarget: 0, playoutDelayHint: 0 }); // as fresh as the line allows
    }
    this.link.onconnectionstatechange = () => ["failed", "closed"].includes(this.link.connectionState) && this.end(0);
    const offer = await this.link.createOffer();
    await this.link.setLocalDescription({ type: "offer", sdp: stereo(offer.sdp ?? "") });
    const answer = await fetch("/api/v1/whep", { method: "POST", headers: { "Content-Type": "application/sdp" }, body: this.link.localDescription?.sdp });
    if (!answer.ok) return this.end(answer.status);
    this.seat = answer.headers.get("Location") ?? "";
    if (this.ended) return this.leave();
    await this.link.setRemoteDescription({ type: "answer", sdp: await answer.text() });
    this.video.srcObject = media;
    await this.video.play();
    clearTimeout(this.timer);
    if (!this.ended) this.watchPictures();
  }

  leave() {
    if (this.seat) fetch(this.seat, { method: "DELETE", keepalive: true }).catch(() => {});
    this.seat = "";
  }

  /** @param {number} status */
  end(status) {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    clearInterval(this.watch);
    this.link.close();
    this.leave();
    this.onEnd(status);
  }
}

/** Looks at the programme for as long as the page is seen; true while it plays. @param {{current: HTMLVideoElement | null}} ref */
function useProgramme(ref) {
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    /** @type {Viewer | null} */
    let viewer = null;
    let timer = 0;
    const video = /** @type {HTMLVideoElement} */ (ref.current);
    const again = (/** @type {number} */ ms) => { clearTimeout(timer); timer = setTimeout(begin, ms); };
    function begin() {
      if (viewer || document.hidden) return;
      const one = new Viewer(video, (status) => {
        viewer = null;
        setPlaying(false);
        again(status === 406 ? REFUSED_RETRY_MS : RETRY_MS);
      });
      viewer = one;
      one.start().catch(() => one.end(0)); // late, when the next one looks already
    }
    function onVisible() {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => viewer?.end(0), HIDDEN_MS);
      else begin();
    }
    const onGone = () => viewer?.end(0);
    const onPlaying = () => setPlaying(true);
    video.addEventListener("playing", onPlaying);
    addEventListener("visibilitychange", onVisible);
    addEventListener("pagehide", onGone);
    begin();
    return () => {
      video.removeEventListener("playing", onPlaying);
      removeEventListener("visibilitychange", onVisible);
      removeEventListener("pagehide", onGone);
      viewer?.end(0);
      clearTimeout(timer);
    };
  }, []);
  return playing;
}

/** What is wrong with it, in words. */
export function ProgrammeProblem() {
  const { problem, stutters } = state.value?.programme ?? {};
  return html`<div role="status">${problem && html`<p class=${stutters ? "bad" : "wait"}>${said(problem)}</p>`}</div>`;
}

export function Programme() {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const playing = useProgramme(video);
  useEffect(() => {
    if (video.current) video.current.muted = !listening.value;
  });
  return html`<section class="programme" aria-label=${t("Programme")}>
    ${!playing && html`<${Picture} input="programme" alt=${t("The programme as viewers see it")} />`}
    <video ref=${video} class=${playing ? "" : "hidden"} muted autoplay playsinline disablepictureinpicture aria-label=${t("The programme as viewers see it")}></video>
    ${playing && html`<button class="listen" aria-pressed=${listening.value} onClick=${() => (listening.value = !listening.value)}>
      <i class="speaker" aria-hidden="true"></i>${listening.value ? t("Sound on") : t("Listen")}</button>`}
  </section>`;
}
