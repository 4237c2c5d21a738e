"""The service: readiness and watchdog as systemd sees them, the unit's checks, the installed tree."""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import pytest
from harness.processes import wait_for
from harness.rig import ROOT, TALLYBOX

PROGRAMS = ["tallybox", "tallybox-shop"]
MINIMAL = "[programme]\nsize = 320x180\nfps = 15\n[camera main]\nsource = test:product\n"


class Notify:
    """Stands for systemd: a datagram socket that gets what sd_notify() says."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.path = str(path)

    def next(self, wanted, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                if wanted in self.socket.recv(4096).decode():
                    return True
            except socket.timeout:
                break
        return False


def test_ready_watchdog_and_stop(rig, place):
    notify = Notify(place / "notify")
    one = rig(MINIMAL, environment={"NOTIFY_SOCKET": notify.path}).start(wait_s=0)
    assert notify.next("READY=1")
    assert notify.next("WATCHDOG=1", 5) and notify.next("WATCHDOG=1", 5)
    one.process.send_signal(signal.SIGTERM)
    assert notify.next("STOPPING=1")
    assert one.stop() == 0


def test_a_reload_during_the_start_ends_nothing(rig):
    one = rig(MINIMAL).start(wait_s=0)
    wait_for((one.state_dir / "lock").exists, 30, "the start under way", interval=0.001)
    one.process.send_signal(signal.SIGHUP)
    wait_for(one.is_on_air, 60, "the programme on air")
    assert one.stop() == 0


@pytest.mark.parametrize("program", PROGRAMS)
def test_credentials_of_the_examples_are_those_of_the_unit(program):
    """A folder is given as ID_FILE for each file in it."""
    unit = (ROOT / f"systemd/{program}.service.in").read_text()
    ids = re.findall(r"^LoadCredential=(\w+):", unit, re.M)
    sample = subprocess.run([TALLYBOX.with_name(program), "doc", "sample"], capture_output=True, text=True).stdout
    examples = re.findall(r"^#?\w+_credential = (.*)$", sample, re.M)
    assert examples and [one for one in examples if one.split("_")[0] not in ids or "_" not in one] == []


def test_the_show_runs_when_stock_cannot_be_kept(rig):
    one = rig(MINIMAL)
    (one.state_dir / "stock.db").mkdir(parents=True)
    one.start()
    one.ctl("stock", "set", "MUG-01", "12")
    assert one.state()["products"][0]["available"] == 12
    assert re.search("error shop: .*stock.db: .* is lost at the next start", one.log()), one.log()
    assert one.stop() == 0


def test_watchdog_starves_when_the_programme_stands(rig, place):
    """A programme that cannot tick must not feed the watchdog: with the mixer's thread frozen, main lives on."""
    notify = Notify(place / "notify")
    one = rig(MINIMAL, environment={"NOTIFY_SOCKET": notify.path}).start(wait_s=0)
    assert notify.next("WATCHDOG=1")
    freeze_thread = ("import os,ctypes,sys\n"
                     "libc=ctypes.CDLL(None,use_errno=True)\n"
                     "pid,tid=int(sys.argv[1]),int(sys.argv[2])\n"
                     "assert libc.ptrace(0x4206,tid,0,0)==0 and libc.ptrace(0x4207,tid,0,0)==0\n"
                     "print('held',flush=True)\nsys.stdin.read()\n")
    tid = next(t for t in os.listdir(f"/proc/{one.process.pid}/task")
               if "mixvideosrc" in open(f"/proc/{one.process.pid}/task/{t}/comm").read())
    holder = subprocess.Popen(["/usr/bin/python3", "-c", freeze_thread, str(one.process.pid), tid],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline().strip() == "held"
        time.sleep(2.5)
        while notify.next("WATCHDOG=1", 0.01):
            pass
        assert not notify.next("WATCHDOG=1", 4)
        assert one.ctl("state")
    finally:
        holder.kill()
        holder.wait()
    assert notify.next("WATCHDOG=1", 10)
    assert one.stop() == 0


def realtime_is_allowed():
    """An ordinary user has RLIMIT_RTPRIO 0; the unit raises it."""
    return subprocess.run(["chrt", "--rr", "1", "true"], capture_output=True).returncode == 0


def test_only_ticks_run_before_all_other_work(rig):
    one = rig(MINIMAL).start()
    policies = {}
    for task in pathlib.Path(f"/proc/{one.process.pid}/task").iterdir():
        name = (task / "comm").read_text().strip()
        policies[f"{name} {task.name}"] = os.sched_getscheduler(int(task.name)) & ~os.SCHED_RESET_ON_FORK
    ticks = {name: policy for name, policy in policies.items() if name.startswith("mix")}
    assert len(ticks) == 2
    assert set(ticks.values()) == {os.SCHED_RR if realtime_is_allowed() else os.SCHED_OTHER}
    assert {policy for name, policy in policies.items() if name not in ticks} == {os.SCHED_OTHER}


def beside_the_service(place, script):
    """Runs a script on a machine where the service has its folder: one that ends with the script."""
    house = ["unshare", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child"]
    if subprocess.run([*house, "mount", "-t", "tmpfs", "none", "/var/lib"], capture_output=True).returncode != 0:
        pytest.skip("needs namespaces")
    (place / "c.conf").write_text(MINIMAL)
    environment = {name: value for name, value in os.environ.items() if name not in ("TALLYBOX_STATE_DIR", "STATE_DIRECTORY")}
    begin = f"set -e; cd {place}; PATH={TALLYBOX.parent}:$PATH; mount -t tmpfs none /var/lib; mkdir -m 0700 /var/lib/tallybox\n"
    return subprocess.run([*house, "bash", "-c", begin + script], capture_output=True, text=True, timeout=90,
                          env={**environment, "XDG_STATE_HOME": str(place / "state")})


RUN_SERVICE = """STATE_DIRECTORY=/var/lib/tallybox tallybox run --no-web --config c.conf 2>log &
for i in {1..100}; do tallybox ctl state >state.json && break; sleep 0.3; done 2>/dev/null; ((i < 100))
"""
ANYBODY = "setpriv --bounding-set=-all --inh-caps=-all"


def test_root_finds_the_service(place):
    done = beside_the_service(place, RUN_SERVICE + """
grep -q '"position_ms"' state.json
tallybox ctl card show x || echo refused
tallybox journal && echo journal
tallybox run --no-web --config c.conf || echo "status $?"
kill %1; wait %1
tallybox ctl state || echo "status $?"
""")
    assert done.returncode == 0 and not (place / "state").exists(), done
    assert "refused" in done.stdout and "journal" in done.stdout
    assert "systemctl stop tallybox" in done.stderr and "systemctl start tallybox" in done.stderr, done.stderr
    assert done.stdout.count("status 69") == 2


def test_others_are_told_to_be_root(place):
    done = beside_the_service(place, f"""chmod 0 /var/lib/tallybox
{ANYBODY} tallybox ctl state || echo "status $?"
{ANYBODY} tallybox journal || echo "status $?"
{ANYBODY} tallybox ctl --state-dir {place}/other state || echo "status $?"
""")
    assert done.stdout.split() == ["status", "69"] * 3, done
    ctl, journal, other = done.stderr.splitlines()
    assert "sudo" in ctl and "sudo" in journal and "sudo" not in other, done.stderr


@pytest.mark.parametrize("refusal,remedy", [("chmod 0555 disk", "sudo install -d -o "),
                                            ("mount -t tmpfs -o ro none disk", "below /mnt, /media or /srv")])
def test_it_is_told_how_recordings_can_be_written(place, refusal, remedy):
    done = beside_the_service(place, f"""mkdir disk; {refusal}
printf '[recording]\\nfolder = {place}/disk/shows\\n' >>c.conf
STATE_DIRECTORY=/var/lib/tallybox {ANYBODY} tallybox run --no-web --config c.conf >log 2>&1 &
for i in {{1..100}}; do ! grep -q '/disk/shows' log || break; sleep 0.3; done
tallybox ctl state
""")
    assert remedy in json.loads(done.stdout)["recording"]["text"], done
    assert "Trying again" in (place / "log").read_text()


def test_a_rig_by_hand_goes_before_the_service(place):
    done = beside_the_service(place, """tallybox run --no-web --config c.conf 2>log &
for i in {1..100}; do tallybox ctl state >state.json && break; sleep 0.3; done 2>/dev/null; ((i < 100))
kill %1; wait %1
""")
    assert done.returncode == 0 and (place / "state/tallybox").exists(), done


def test_the_folder_of_the_service_is_the_one_that_is_looked_for():
    assert 'SERVICE_DIR "/var/lib/tallybox"' in (ROOT / "daemon/dmn-paths.c").read_text()
    assert "\nStateDirectory=tallybox\n" in (TALLYBOX.parent / "tallybox.service").read_text()


def install(place):
    subprocess.run(["cmake", "--install", str(TALLYBOX.parent)], check=True, capture_output=True,
                   env={**os.environ, "DESTDIR": str(place / "tree")})
    return place / "tree"


def test_install_puts_everything_in_place(place):
    tree = install(place)
    for program in PROGRAMS:
        for path in (f"bin/{program}", f"share/man/man1/{program}.1", f"share/bash-completion/completions/{program}",
                     f"lib/systemd/system/{program}.service", f"lib/sysusers.d/{program}.conf",
                     f"lib/tmpfiles.d/{program}.conf"):
            assert (tree / "usr/local" / path).stat().st_size > 0, path
        assert (tree / f"etc/{program}/{program}.conf").stat().st_size > 0
        # What the unit takes secrets from is what tmpfiles.d makes.
        unit = (tree / f"usr/local/lib/systemd/system/{program}.service").read_text()
        made = (tree / f"usr/local/lib/tmpfiles.d/{program}.conf").read_text()
        secrets = re.search(r"^LoadCredential=\w+:(\S+)$", unit, flags=re.M)[1]
        assert f" {secrets} " in made and f"--config /etc/{program}/{program}.conf\n" in unit
        assert re.search(rf"^d +/var/lib/{program} +0700 {program} +{program} ", made, flags=re.M)
    store = "\nstore = /var/lib/tallybox-shop/shop.db\n"
    assert store in (tree / "etc/tallybox-shop/tallybox-shop.conf").read_text()
    config = tree / "etc/tallybox/tallybox.conf"
    config.write_text("# mine\n")
    install(place)
    assert config.read_text() == "# mine\n"


def test_documents_that_are_named_are_installed(place):
    tree = install(place)
    documents = tree / "usr/local/share/doc/tallybox"
    readme = (documents / "README.md").read_text()
    named = {path for path in re.findall(r"\]\(([^)]+)\)", readme) if "://" not in path}
    pages = [tree / f"usr/local/share/man/man1/{program}.1" for program in PROGRAMS]
    for page in [*pages, *documents.glob("config/*.conf")]:
        named |= set(re.findall(r"[\w/-]+\.md\b", page.read_text()))
    named |= set(re.findall(r"config/[\w-]+\.conf", readme))
    assert len(named) >= 5
    assert [path for path in sorted(named) if not (documents / path).is_file()] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_unit_is_valid_and_tight(place, program):
    unit = TALLYBOX.parent / f"{program}.service"
    text = re.sub(r"^ExecStart=\S+", f"ExecStart={TALLYBOX.parent / program}", unit.read_text(), flags=re.M)
    text = text.replace(f"Documentation=man:{program}(1)\n", "")
    copy = place / f"{program}.service"
    copy.write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True)
    assert done.returncode == 0 and copy.name not in done.stderr, done.stderr
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", str(copy)], capture_output=True,
                          text=True)
    exposure = float(re.search(r"Overall exposure level.*?: ([\d.]+)", done.stdout)[1])
    assert exposure <= 2.5, done.stdout
    assert f"User={program}\n" in text and f"StateDirectory={program}\n" in text and "LoadCredential=" in text
    assert ROOT.as_posix() not in unit.read_text()
    assert program != "tallybox" or "Type=notify" in text
