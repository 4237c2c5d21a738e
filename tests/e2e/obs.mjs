// Drives the rig as remotes made for OBS do, with the library that they are made of. Arguments: port, password, a
// folder where the rig records. Exit 0: all held.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";

const [port, password, recordings] = process.argv.slice(2);
const require = createRequire(process.env.TALLYBOX_NODE_MODULES + "/");
const clients = { json: require("obs-websocket-js/json").default, msgpack: require("obs-websocket-js").default };
const address = `ws://127.0.0.1:${port}`;
const events = { all: 0xfff, meters: 1 << 16, active: 1 << 17 };

async function connect(kind, words = {}) {
  const obs = new clients[kind]();
  const hello = await obs.connect(address, password, words);
  assert.equal(hello.negotiatedRpcVersion, 1);
  return obs;
}

// The event's data, or an error when it does not come.
function next(obs, type, good = () => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${type} came`)), 10000);
    obs.on(type, function listen(data) {
      if (!good(data)) return;
      clearTimeout(timer);
      obs.off(type, listen);
      resolve(data);
    });
  });
}

async function refused(promise, code) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.code, code, error.message);
    return true;
  });
}

async function passwords(kind) {
  const wrong = new clients[kind]();
  await refused(wrong.connect(address, "not-the-password"), 4009);
  await refused(wrong.connect(address), 4009);
  await refused(wrong.connect(address, password, { rpcVersion: 7 }), 4010);
  await refused(wrong.connect(address, password, { eventSubscriptions: "all" }), 4004);
}

async function scenes(obs, other) {
  const list = await obs.call("GetSceneList");
  assert.deepEqual(list.scenes.map((scene) => scene.sceneName), ["break", "both", "main"]);
  assert.deepEqual(list.scenes.map((scene) => scene.sceneIndex), [0, 1, 2]);
  assert.equal(list.currentProgramSceneName, "main");

  const seen = [next(other, "CurrentProgramSceneChanged"), next(other, "SceneTransitionStarted"),
    next(other, "SceneTransitionEnded"),
    next(other, "InputActiveStateChanged", (data) => data.inputName === "camera second")];
  await obs.call("SetCurrentProgramScene", { sceneName: "both" });
  assert.equal((await seen[0]).sceneName, "both");
  assert.equal((await seen[1]).transitionName, "Fade");
  await seen[2];
  assert.equal((await seen[3]).videoActive, true);
  assert.equal((await obs.call("GetCurrentProgramScene")).currentProgramSceneName, "both");
  const main = list.scenes.find((scene) => scene.sceneName === "main").sceneUuid;
  await obs.call("SetCurrentProgramScene", { sceneUuid: main });
  assert.equal((await obs.call("GetCurrentProgramScene")).sceneUuid, main);
  await refused(obs.call("SetCurrentProgramScene", { sceneName: "nowhere" }), 600);
  await refused(obs.call("SetCurrentProgramScene", { sceneName: "camera main" }), 602);
  await refused(obs.call("SetCurrentProgramScene", { sceneName: 7 }), 401);
  await refused(obs.call("SetCurrentProgramScene", { sceneName: "" }), 403);
  await refused(obs.call("SetCurrentProgramScene"), 300);
}

async function items(obs, other) {
  const { sceneItems } = await obs.call("GetSceneItemList", { sceneName: "both" });
  assert.deepEqual(sceneItems.map((item) => item.sourceName), ["camera main", "camera second", "card mug"]);
  assert.deepEqual(sceneItems.map((item) => item.sceneItemEnabled), [true, true, false]);
  const inset = sceneItems[1].sceneItemTransform;
  assert.ok(inset.width > 90 && inset.width < 120 && inset.positionX > 160, JSON.stringify(inset));
  const { sceneItemId } = await obs.call("GetSceneItemId", { sceneName: "main", sourceName: "card mug" });
  const shown = ["main", "both", "break"].map(
    (scene) => next(other, "SceneItemEnableStateChanged", (data) => data.sceneName === scene));
  await obs.call("SetSceneItemEnabled", { sceneName: "main", sceneItemId, sceneItemEnabled: true });
  for (const one of await Promise.all(shown)) assert.equal(one.sceneItemEnabled, true);
  const state = await obs.call("GetSceneItemEnabled", { sceneName: "break", sceneItemId });
  assert.equal(state.sceneItemEnabled, true);
  await refused(obs.call("SetSceneItemEnabled", { sceneName: "main", sceneItemId: 1, sceneItemEnabled: false }), 606);
  await refused(obs.call("GetSceneItemEnabled", { sceneName: "main", sceneItemId: 99 }), 600);
  await refused(obs.call("GetGroupSceneItemList", { sceneName: "main" }), 602);
}

async function sound(obs, other) {
  const mic = { inputName: "microphone host" };
  assert.equal((await obs.call("GetSpecialInputs")).mic1, mic.inputName);
  let told = next(other, "InputMuteStateChanged");
  assert.equal((await obs.call("ToggleInputMute", mic)).inputMuted, true);
  assert.equal((await told).inputMuted, true);
  await obs.call("SetInputMute", { ...mic, inputMuted: false });
  assert.equal((await obs.call("GetInputMute", mic)).inputMuted, false);

  told = next(other, "InputVolumeChanged", (data) => data.inputVolumeDb === -6);
  await obs.call("SetInputVolume", { ...mic, inputVolumeDb: -6 });
  assert.ok(Math.abs((await told).inputVolumeMul - 10 ** (-6 / 20)) < 1e-9);
  await obs.call("SetInputVolume", { ...mic, inputVolumeMul: 1 });
  assert.equal((await obs.call("GetInputVolume", mic)).inputVolumeDb, 0);
  await obs.call("SetInputVolume", { ...mic, inputVolumeMul: 0 });
  assert.deepEqual(await obs.call("GetInputVolume", mic), { inputVolumeMul: 0, inputVolumeDb: -100 });
  await obs.call("SetInputVolume", { ...mic, inputVolumeDb: 26 });
  assert.equal((await obs.call("GetInputVolume", mic)).inputVolumeDb, 24);
  await obs.call("SetInputVolume", { ...mic, inputVolumeDb: 0 });
  await refused(obs.call("SetInputVolume", { ...mic, inputVolumeDb: 27 }), 402);
  await refused(obs.call("SetInputVolume", { ...mic, inputVolumeDb: 1, inputVolumeMul: 1 }), 404);
  await refused(obs.call("GetInputVolume", { inputName: "camera main" }), 604);
  assert.equal((await obs.call("GetInputAudioSyncOffset", mic)).inputAudioSyncOffset, 0);
}

// Twenty times a second while somebody asks, and then no more.
async function meters(obs) {
  let count = 0;
  obs.on("InputVolumeMeters", () => count++);
  const first = next(obs, "InputVolumeMeters", (data) => data.inputs[0].inputLevelsMul[0][1] > 0.01);
  await obs.reidentify({ eventSubscriptions: events.all | events.meters });
  const [input] = (await first).inputs;
  assert.equal(input.inputName, "microphone host");
  const [magnitude, peak, before] = input.inputLevelsMul[0];
  assert.ok(magnitude > 0 && magnitude < peak && peak <= 1 && before > 0, JSON.stringify(input));
  const began = count;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.ok(count - began > 8 && count - began < 25, `${count - began} in a second`);
  await obs.reidentify({ eventSubscriptions: events.all });
  const ended = count;
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(count - ended <= 1);
}

async function transitions(obs, other) {
  const list = await obs.call("GetSceneTransitionList");
  assert.deepEqual(list.transitions.map((one) => one.transitionName), ["Cut", "Fade"]);
  let told = next(other, "CurrentSceneTransitionChanged");
  await obs.call("SetCurrentSceneTransition", { transitionName: "Cut" });
  assert.equal((await told).transitionName, "Cut");
  const cut = await obs.call("GetCurrentSceneTransition");
  assert.deepEqual([cut.transitionFixed, cut.transitionDuration], [true, null]);
  told = next(other, "CurrentSceneTransitionDurationChanged");
  await obs.call("SetCurrentSceneTransitionDuration", { transitionDuration: 500 });
  assert.equal((await told).transitionDuration, 500);
  await obs.call("SetCurrentSceneTransition", { transitionName: "Fade" });
  assert.equal((await obs.call("GetCurrentSceneTransition")).transitionDuration, 500);
  await obs.call("SetCurrentSceneTransitionDuration", { transitionDuration: 100 });
  await refused(obs.call("SetCurrentSceneTransition", { transitionName: "Stinger" }), 600);
  await refused(obs.call("SetCurrentSceneTransitionDuration", { transitionDuration: 1 }), 402);
}

async function stream(obs, other) {
  assert.equal((await obs.call("GetStreamStatus")).outputActive, false);
  await refused(obs.call("StopStream"), 501);
  let told = next(other, "StreamStateChanged", (data) => data.outputState === "OBS_WEBSOCKET_OUTPUT_STARTED");
  await obs.call("StartStream");
  assert.equal((await told).outputActive, true);
  await refused(obs.call("StartStream"), 500);
  const status = await obs.call("GetStreamStatus");
  assert.deepEqual([status.outputActive, status.outputReconnecting], [true, false]);
  assert.match(status.outputTimecode, /^\d\d:\d\d:\d\d\.\d\d\d$/);
  const { outputs } = await obs.call("GetOutputList");
  assert.deepEqual(outputs.map((one) => one.outputName), ["output main", "recording"]);
  assert.equal((await obs.call("GetOutputStatus", { outputName: "output main" })).outputActive, true);
  told = next(other, "StreamStateChanged", (data) => data.outputState === "OBS_WEBSOCKET_OUTPUT_STOPPED");
  assert.equal((await obs.call("ToggleStream")).outputActive, false);
  assert.equal((await told).outputActive, false);
}

async function record(obs, other) {
  await refused(obs.call("StopRecord"), 501);
  let told = next(other, "RecordStateChanged", (data) => data.outputState === "OBS_WEBSOCKET_OUTPUT_STARTED");
  await obs.call("StartRecord");
  const started = await told;
  assert.ok(started.outputActive && started.outputPath.startsWith(recordings), JSON.stringify(started));
  assert.ok(existsSync(started.outputPath), started.outputPath);
  assert.equal((await obs.call("GetRecordStatus")).outputActive, true);
  assert.equal((await obs.call("GetRecordDirectory")).recordDirectory, recordings);
  told = next(other, "RecordStateChanged", (data) => data.outputState === "OBS_WEBSOCKET_OUTPUT_STOPPED");
  assert.equal((await obs.call("StopRecord")).outputPath, started.outputPath);
  assert.equal((await told).outputPath, started.outputPath);
}

async function batches(obs) {
  const began = Date.now();
  const results = await obs.callBatch([
    { requestType: "SetInputMute", requestData: { inputName: "microphone host", inputMuted: true } },
    { requestType: "Sleep", requestData: { sleepMillis: 150 } },
    { requestType: "GetInputMute", requestData: { inputName: "microphone host" }, requestId: "mine" },
    { requestType: "GetTeapot" },
    { requestType: "SetInputMute", requestData: { inputName: "microphone host", inputMuted: false } },
  ]);
  assert.ok(Date.now() - began >= 145);
  assert.deepEqual(results.map((one) => one.requestStatus.code), [100, 100, 100, 204, 100]);
  assert.deepEqual([results[2].responseData, results[2].requestId], [{ inputMuted: true }, "mine"]);

  const halted = await obs.callBatch([{ requestType: "GetVersion" }, { requestType: "GetTeapot" },
    { requestType: "GetVersion" }], { haltOnFailure: true });
  assert.deepEqual(halted.map((one) => one.requestStatus.code), [100, 204]);
  const frames = await obs.callBatch([{ requestType: "Sleep", requestData: { sleepFrames: 2 } },
    { requestType: "Sleep", requestData: { sleepMillis: 2 } }], { executionType: 1 });
  assert.deepEqual(frames.map((one) => one.requestStatus.code), [100, 300]);
  const together = await obs.callBatch([{ requestType: "Sleep", requestData: { sleepMillis: 2 } },
    { requestType: "GetSourceScreenshot", requestData: { sourceName: "camera main", imageFormat: "jpg" } },
    { requestType: "GetVersion" }], { executionType: 2 });
  assert.deepEqual(together.map((one) => one.requestStatus.code), [206, 100, 100]);
}

// What the file says of itself (PNG 11.2.2; ITU-T T.81, B.2.2).
function sizeOf(bytes) {
  if (bytes[0] === 0x89) return ["png", bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  for (let at = 2; bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2))
    if (bytes[at + 1] >= 0xc0 && bytes[at + 1] <= 0xc2)
      return ["jpeg", bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
  return ["nothing"];
}

async function pictures(obs) {
  for (const sourceName of ["main", "camera second"]) {
    const { imageData } = await obs.call("GetSourceScreenshot", { sourceName, imageFormat: "jpg", imageWidth: 320 });
    const [head, body] = imageData.split(",");
    assert.equal(head, "data:image/jpg;base64");
    const bytes = Buffer.from(body, "base64");
    assert.ok(bytes.length > 1000 && bytes[0] === 0xff && bytes[1] === 0xd8);
  }
  // "Scale to inner": in the shape of the programme, which is 320 x 180.
  const sizes = [[{}, 320, 180], [{ imageWidth: 64 }, 64, 36], [{ imageHeight: 90 }, 160, 90],
    [{ imageWidth: 100, imageHeight: 400 }, 100, 56], [{ imageWidth: 640, imageCompressionQuality: 100 }, 640, 360],
    [{ imageWidth: 8, imageCompressionQuality: 0 }, 8, 5]];
  for (const [wish, width, height] of sizes) {
    for (const imageFormat of ["png", "jpeg"]) {
      const { imageData } = await obs.call("GetSourceScreenshot", { sourceName: "main", imageFormat, ...wish });
      const bytes = Buffer.from(imageData.replace(`data:image/${imageFormat};base64,`, ""), "base64");
      assert.deepEqual(sizeOf(bytes), [imageFormat, width, height], JSON.stringify(wish));
    }
  }
  const big = async (imageCompressionQuality) => (await obs.call("GetSourceScreenshot",
    { sourceName: "camera main", imageFormat: "png", imageCompressionQuality })).imageData.length;
  assert.ok((await big(0)) < (await big(100)) / 2);

  // So many at once: some are told to come again.
  const many = await obs.callBatch(Array.from({ length: 30 }, () => ({ requestType: "GetSourceScreenshot",
    requestData: { sourceName: "main", imageFormat: "png" } })), { executionType: 2 });
  const codes = many.map((one) => one.requestStatus.code);
  assert.deepEqual([...new Set(codes)].sort(), [100, 207]);
  assert.ok(codes.filter((one) => one === 100).length >= 8);

  // Kept in the folder for them, and nowhere else.
  const saving = { sourceName: "camera second", imageFormat: "png", imageWidth: 160 };
  const { recordDirectory } = await obs.call("GetRecordDirectory");
  for (const name of ["still.png", `${recordDirectory}/screenshots/still.png`]) {
    await obs.call("SaveSourceScreenshot", { ...saving, imageFilePath: name });
    assert.deepEqual(sizeOf(readFileSync(`${recordings}/screenshots/still.png`)), ["png", 160, 90]);
    rmSync(`${recordings}/screenshots/still.png`);
  }
  for (const imageFilePath of ["/tmp/still.png", "../still.png", `${recordDirectory}/screenshots/../still.png`])
    await refused(obs.call("SaveSourceScreenshot", { ...saving, imageFilePath }), 600);
  await refused(obs.call("GetSourceScreenshot", { sourceName: "both", imageFormat: "jpg" }), 702);
  await refused(obs.call("GetSourceScreenshot", { sourceName: "microphone host", imageFormat: "jpg" }), 602);
  await refused(obs.call("GetSourceScreenshot", { sourceName: "main", imageFormat: "tiff" }), 400);
}

async function vendor(obs, other) {
  const call = async (requestType, requestData) =>
    (await obs.call("CallVendorRequest", { vendorName: "tallybox", requestType, requestData })).responseData;
  let told = next(other, "VendorEvent", (data) => data.eventType === "StockChanged" && data.eventData.products.some((one) => one.available === 5));
  assert.equal((await call("StockSet", { sku: "MUG", available: 5 })).product.available, 5);
  assert.deepEqual([(await told).vendorName, (await told).eventType], ["tallybox", "StockChanged"]);
  assert.equal((await call("StockSell", { sku: "MUG" })).product.available, 4);
  assert.equal((await call("StockSell", { sku: "MUG", count: 2 })).product.available, 2);
  const { products, total } = await call("StockList");
  assert.deepEqual([products[0].sku, products[0].available, total], ["MUG", 2, 1]);
  await refused(call("StockSell", { sku: "MUG", count: 3 }), 701);
  await refused(call("StockGet", { sku: "CUP" }), 600);
  await refused(call("Teapot"), 600);
  await call("Command", { cmd: ["card", "hide", "mug"] });

  // The run of show: taken, put on standby, refused and taken back; who listens is told.
  const cues = await call("CueList");
  assert.deepEqual(cues.cues.map((cue) => [cue.name, cue.scene, cue.sku]), [["hello", "main", null], ["mug", "both", "MUG"]]);
  assert.deepEqual([cues.current, cues.next], [null, "hello"]);
  told = [next(other, "VendorEvent", (data) => data.eventType === "CueChanged" && data.eventData.current === "mug"),
    next(other, "CurrentProgramSceneChanged", (data) => data.sceneName === "both"),
    next(other, "SceneItemEnableStateChanged", (data) => data.sceneItemEnabled)];
  assert.equal((await call("CueGo")).current, "hello");
  assert.equal((await call("CueGo")).next, null);
  for (const one of told) await one;
  assert.equal((await told[0]).eventData.steps_back, 2);
  await refused(call("CueGo"), 701);
  await refused(call("CueNext", { name: "jug" }), 600);
  await refused(call("CueNext"), 301);
  assert.equal((await call("CueNext", { name: "mug" })).next, "mug");
  await call("StockSet", { sku: "MUG", available: 0 });
  assert.match((await call("CueList")).problem, /sold out/);
  await refused(call("CueGo"), 701);
  assert.equal((await call("CueBack")).current, "hello");
  assert.equal((await call("CueBack")).current, null);
  assert.equal((await obs.call("GetCurrentProgramScene")).currentProgramSceneName, "main");
  told = next(other, "CustomEvent");
  await obs.call("BroadcastCustomEvent", { eventData: { hello: [1, 2.5, null, "ü"] } });
  assert.deepEqual(await told, { hello: [1, 2.5, null, "ü"] });
}

// What remotes ask when they come: none of it may fail.
const companion = ["GetVersion", "GetStudioModeEnabled", "GetHotkeyList", "GetOutputList", "GetMonitorList",
  "GetVideoSettings", "GetReplayBufferStatus", "GetInputKindList", "GetStats", "GetRecordStatus", "GetRecordDirectory",
  "GetStreamStatus", "GetStreamServiceSettings", "GetProfileList", "GetSceneCollectionList", "GetSceneTransitionList",
  "GetCurrentSceneTransition", "GetSpecialInputs", "GetSceneList"];
const tally_arbiter = ["GetStreamStatus", "GetRecordStatus", "GetVirtualCamStatus", "GetReplayBufferStatus",
  "GetSceneCollectionList", "GetInputList", "GetSceneList", "GetGroupList"];

async function remotes(obs) {
  const { availableRequests } = await obs.call("GetVersion");
  for (const names of [companion, tally_arbiter]) {
    const results = await obs.callBatch(names.map((requestType) => ({ requestType, requestData: {} })));
    for (const one of results) assert.ok(one.requestStatus.result, JSON.stringify(one));
    for (const name of names) assert.ok(availableRequests.includes(name));
  }
  for (const { inputName } of (await obs.call("GetInputList")).inputs)
    for (const type of ["GetSourceActive", "GetSourceFilterList", "GetInputSettings", "GetMediaInputStatus"])
      await obs.call(type, type.includes("Input") ? { inputName } : { sourceName: inputName });
  for (const type of ["GetInputMute", "GetInputVolume", "GetInputAudioBalance", "GetInputAudioMonitorType",
    "GetInputAudioSyncOffset", "GetInputAudioTracks"])
    await obs.call(type, { inputName: "microphone host" });
  for (const { inputKinds } of [await obs.call("GetInputKindList")])
    for (const inputKind of inputKinds) await obs.call("GetInputDefaultSettings", { inputKind });
  const stats = await obs.call("GetStats");
  assert.ok(stats.memoryUsage > 1 && stats.availableDiskSpace > 1 && stats.renderTotalFrames > 0);
  assert.equal(stats.activeFps, 10);
  await obs.call("SetStudioModeEnabled", { studioModeEnabled: false });
  await refused(obs.call("SetStudioModeEnabled", { studioModeEnabled: true }), 702);
  await refused(obs.call("GetCurrentPreviewScene"), 506);
  await refused(obs.call("CreateScene", { sceneName: "mine" }), 204);
}

const began = Date.now();
for (const kind of ["json", "msgpack"]) {
  await passwords(kind);
  const obs = await connect(kind, { eventSubscriptions: 0 });
  const other = await connect(kind, { eventSubscriptions: events.all | events.active });
  obs.on("CurrentProgramSceneChanged", () => assert.fail("nothing was subscribed"));
  for (const part of [scenes, items, sound, transitions, batches, pictures, vendor, remotes]) await part(obs, other);
  await meters(other);
  await stream(obs, other);
  if (kind === "json") await record(obs, other);
  await obs.disconnect();
  await other.disconnect();
}

// Who watches hears that the rig ends.
const watcher = await connect("json");
const ending = next(watcher, "ExitStarted");
const closed = next(watcher, "ConnectionClosed");
console.log(`ready ${Date.now() - began}`);
await ending;
assert.equal((await closed).code, 1001);
