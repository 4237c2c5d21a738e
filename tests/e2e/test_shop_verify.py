"""tallybox-shop verify: a server that keeps the rules is told so, and each fault is found under the rule that it breaks."""
import concurrent.futures
import os
import re
import subprocess

import pytest
from harness.shop import TALLYBOX_SHOP, Shop, tallybox_shop
from harness.smallest_shop import TOKEN, SmallestShop

# What the shop does wrong, and the rule under which that is found.
FAULTS = {
    "no-subprotocol": 1,
    "any-subprotocol": 1,
    "any-token": 3,
    "token-500": 3,
    "not-json": 4,
    "too-long": 4,
    "strict": 5,
    "no-pong": 6,
    "bad-item": 7,
    "twice": 8,
    "early": 9,
    "hello-4000": 9,
    "slow-welcome": 10,
    "drop-4500": 10,
    "short-stale": 11,
    "resumes-anything": 12,
    "odd-parts": 13,
    "no-resync": 13,
    "gaps": 14,
    "silent": 16,
    "hb-ahead": 16,
    "fast": 17,
    "takes-junk": 20,
    "future-source": 22,
    "late-source": 22,
}


def verdicts_of(done):
    return {int(n): verdict for n, verdict in re.findall(r"^S(\d+) +(kept|BROKEN|-)", done.stdout, flags=re.M)}


def verify(fault, token_file, *words):
    shop = SmallestShop(fault)
    try:
        return tallybox_shop("verify", f"ws://127.0.0.1:{shop.port}/stock", "--token-file", token_file, *words, timeout=180)
    finally:
        shop.stop()


def verify_ours(folder):
    """tallybox-shop itself, which takes corrections."""
    shop = Shop(folder / "shop")
    shop.put_drop("spring", {"sku": "MUG-01", "title": "Green mug", "cap": 150, "avail": 150})
    (folder / "token").write_text(shop.token("rig", "rig") + "\n")
    shop.start()
    try:
        return tallybox_shop("verify", f"ws://127.0.0.1:{shop.port}/stock", "--token-file", folder / "token", "--drop", "spring",
                             "--adjust", timeout=180)
    finally:
        shop.stop()


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    token_file = tmp_path_factory.mktemp("verify") / "token"
    token_file.write_text(TOKEN + "\n")
    with concurrent.futures.ThreadPoolExecutor(max_workers=len(FAULTS) + 2) as pool:
        futures = {fault: pool.submit(verify, fault, token_file) for fault in FAULTS}
        futures[None] = pool.submit(verify, None, token_file, "--adjust")
        futures["ours"] = pool.submit(verify_ours, tmp_path_factory.mktemp("ours"))
        return {fault: future.result() for fault, future in futures.items()}


# What a rig can see. The others are about restarts, memory, floods and slow lines.
SEEN = (1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 20, 22, 23, 26)


@pytest.mark.parametrize("server,more", [(None, (14, 17)), ("ours", (14, 24, 25, 27))])
def test_good_servers(results, server, more):
    done = results[server]
    verdicts = verdicts_of(done)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "BROKEN" not in done.stdout
    for rule in (*SEEN, *more):
        assert verdicts[rule] == "kept", f"S{rule}\n{done.stdout}"


@pytest.mark.parametrize("fault,rule", FAULTS.items())
def test_faults_are_found(results, fault, rule):
    done = results[fault]
    assert done.returncode == 1, done.stdout + done.stderr
    assert verdicts_of(done)[rule] == "BROKEN", f"{fault}: S{rule}\n{done.stdout}"
    assert TOKEN not in done.stdout + done.stderr


def test_no_server():
    done = tallybox_shop("verify", "ws://127.0.0.1:1/")
    assert done.returncode == 2
    assert "There is no line to 127.0.0.1" in done.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "ws://shop.example/", "ws://me:hunter2@127.0.0.1/", "nonsense"])
def test_bad_addresses(url):
    done = tallybox_shop("verify", url)
    assert done.returncode == 2
    assert done.stderr and "hunter2" not in done.stderr


def test_a_token_file_that_may_not_be_read(tmp_path):
    """The remedy is one that this command has."""
    token_file = tmp_path / "token"
    token_file.write_text(TOKEN + "\n")
    token_file.chmod(0)
    anybody = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    done = subprocess.run([*anybody, TALLYBOX_SHOP, "verify", "ws://127.0.0.1:1/", "--token-file", token_file],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and f"may not read {token_file}. Let this user read it" in done.stderr, done
    assert "credential" not in done.stderr
