"""Two machines on a network of their own: a network namespace for each, and a wire between them that can lose packets as
a bad Wi-Fi does. The wire is two TUN devices with a thread between them, so that no module of the kernel is needed."""
import contextlib
import ctypes
import fcntl
import os
import random
import re
import select
import struct
import subprocess
import threading

import pytest

from .processes import wait_for

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
UDP = 17


class Machine:
    """A namespace, for as long as its own process lives; that one ends with the tests whatever becomes of them."""

    def __init__(self, address, more=()):
        self.address = address
        self.keeper = subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.net = f"/proc/{self.keeper.pid}/ns/net"
        own = os.readlink("/proc/self/ns/net")
        wait_for(lambda: self.keeper.poll() is not None or os.readlink(self.net) != own, 10, "the namespace")
        self.inside = ["nsenter", f"--net={self.net}"]
        self.tun = self._open_tun()
        self.run("ip", "link", "set", "lo", "up")
        for one in (f"{address}/24", *(f"{other}/32" for other in more)):
            self.run("ip", "address", "add", one, "dev", "wire")
        self.run("ip", "link", "set", "wire", "up")

    @contextlib.contextmanager
    def within(self):
        """Sockets and devices that this thread opens are that machine's."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/thread-self/ns/net") as own, open(self.net) as net:
            assert libc.setns(net.fileno(), CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
            try:
                yield
            finally:
                assert libc.setns(own.fileno(), CLONE_NEWNET) == 0

    def _open_tun(self):
        with self.within():
            tun = os.open("/dev/net/tun", os.O_RDWR)
            fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"wire", IFF_TUN | IFF_NO_PI))
        return tun

    def run(self, *words):
        return subprocess.run([*self.inside, *words], check=True, stdout=subprocess.PIPE, text=True).stdout

    def link_address(self):
        """Its IPv6 address that holds on this wire only."""
        return wait_for(lambda: re.search(r"inet6 (fe80:[^/]+)", self.run("ip", "-6", "address", "show", "dev", "wire")),
                        10, "an address of the link")[1]

    def close(self):
        os.close(self.tun)
        self.keeper.stdin.close()
        self.keeper.wait()


class Wire:
    """`left` and `right`, 10.99.0.1 and 10.99.0.2; left_more: other addresses of the left one's."""

    def __init__(self, left_more=()):
        if os.geteuid() != 0 or not os.path.exists("/dev/net/tun"):
            pytest.skip("machines of their own take root and /dev/net/tun")
        self.left, self.right = Machine("10.99.0.1", left_more), Machine("10.99.0.2")
        self.loss = 0.0  # of the UDP packets, either way; TCP is left alone
        self.passed = self.lost = 0
        self.dice = random.Random(1)
        self.closing = threading.Event()
        self.thread = threading.Thread(target=self._carry, daemon=True)
        self.thread.start()

    def _carry(self):
        other = {self.left.tun: self.right.tun, self.right.tun: self.left.tun}
        while not self.closing.is_set():
            for one in select.select(list(other), [], [], 0.1)[0]:
                packet = os.read(one, 65536)
                if packet[0] >> 4 == 4 and packet[9] == UDP:
                    if self.dice.random() < self.loss:
                        self.lost += 1
                        continue
                    self.passed += 1
                os.write(other[one], packet)

    def close(self):
        self.closing.set()
        self.thread.join()
        self.left.close()
        self.right.close()
