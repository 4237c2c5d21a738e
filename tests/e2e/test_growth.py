"""200 starts and stops of outputs and the recording: nothing grows."""
import os
import re
import time

from harness.processes import wait_for

CONFIG = """
[programme]
size = 320x180
fps = 15

[encoder]
bitrate = 300

[camera main]
source = test:product

[microphone host]
source = test:sine

[output stage]
url = {url}
key_file = {key_file}
start = no

[recording]
enabled = no
"""


def sizes(pid):
    status = open(f"/proc/{pid}/status").read()
    return {"fds": len(os.listdir(f"/proc/{pid}/fd")),
            "threads": int(re.search(r"Threads:\s+(\d+)", status)[1]),
            "rss_kb": int(re.search(r"VmRSS:\s+(\d+)", status)[1])}


def cycle(one, n):
    for _ in range(n):
        one.ctl("output", "start", "stage")
        one.ctl("record", "start")
        wait_for(lambda: one.find("outputs", "stage")["state"] == "live", 30, "live", 0.01)
        one.ctl("output", "stop", "stage")
        one.ctl("record", "stop")
        wait_for(lambda: one.find("outputs", "stage")["state"] == "stopped", 30, "stopped", 0.01)


def test_200_starts_and_stops(rig, rtmp, place):
    (place / "key").write_text("growth\n")
    one = rig(CONFIG.format(url=rtmp.url, key_file=place / "key")).start()
    cycle(one, 40)
    time.sleep(4)
    before = sizes(one.process.pid)
    cycle(one, 200)
    time.sleep(4)
    after = sizes(one.process.pid)
    print(before, after)
    assert after["fds"] <= before["fds"] + 2
    assert after["threads"] <= before["threads"] + 2
    assert after["rss_kb"] <= before["rss_kb"] + 6000
    assert one.stop() == 0


def test_no_object_of_gstreamer_is_left_behind(rig, rtmp, place, footage):
    """GStreamer's own tracer, over a show with everything in it: what is still alive at the end was forgotten."""
    (place / "key").write_text("leaks\n")
    config = CONFIG.format(url=rtmp.url, key_file=place / "key")
    one = rig(config + f"[camera film]\nsource = file:{footage.product}\n[camera gone]\nsource = file:/nowhere.mp4\n",
              environment={"GST_TRACERS": "leaks", "GST_DEBUG": "GST_TRACER:7"}).start()
    cycle(one, 5)
    for scene in ("pip", "film", "gone", "break", "main"):
        one.ctl("scene", scene)
        time.sleep(0.5)
    assert one.stop() == 0
    alive = re.findall(r"object-alive.*?type-name=\(string\)(\w+)", one.log())
    assert alive == [], alive
