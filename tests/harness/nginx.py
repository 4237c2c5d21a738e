"""nginx with its rtmp module on loopback: records what arrives, may refuse keys, may stand behind TLS."""
import http.server
import os
import pathlib
import signal
import subprocess
import threading
import urllib.parse

from .processes import answers, free_ports, wait_for

MODULES = next(p for p in map(pathlib.Path, ("/usr/lib/nginx/modules", "/usr/share/nginx/modules"))
               if (p / "ngx_rtmp_module.so").exists())

CONFIG = """
load_module {modules}/ngx_rtmp_module.so;
{load_stream}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 256; }}
rtmp {{
  server {{
    listen 127.0.0.1:{port};
    chunk_size 4096;
    application live {{
      live on;
      record all;
      record_path {folder}/recorded;
      record_unique on;
      {on_publish}
    }}
  }}
}}
{tls}
"""

TLS = """
stream {{
  server {{
    listen 127.0.0.1:{tls_port} ssl;
    ssl_certificate {folder}/server.pem;
    ssl_certificate_key {folder}/server.key;
    proxy_pass 127.0.0.1:{port};
  }}
}}
"""


class KeyCheck(http.server.BaseHTTPRequestHandler):
    """nginx asks here whether a key may publish."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        name = urllib.parse.parse_qs(body).get("name", [""])[0]
        self.server.asked.append(name)
        self.send_response(200 if name in self.server.keys else 403)
        self.end_headers()

    def log_message(self, *args):
        pass


class RtmpServer:
    def __init__(self, folder, keys=None, tls=False):
        """keys: the only stream keys that may publish; None lets everyone in."""
        self.folder = folder
        self.port, self.tls_port = free_ports(2)
        self.keys, self.tls = keys, tls
        self.process = self.checker = None
        self.asked = []  # the keys that came, with `keys`
        (folder / "recorded").mkdir(parents=True)
        if os.getuid() == 0:
            folder.chmod(0o755)
            folder.parent.chmod(0o755)
            (folder / "recorded").chmod(0o777)

    @property
    def url(self):
        return f"rtmp://127.0.0.1:{self.port}/live"

    @property
    def tls_url(self):
        return f"rtmps://localhost:{self.tls_port}/live"

    @property
    def authority(self):
        return self.folder / "ca.pem"

    def start(self):
        on_publish = tls = load_stream = ""
        if self.keys is not None:
            self.checker = http.server.ThreadingHTTPServer(("127.0.0.1", 0), KeyCheck)
            self.checker.keys, self.checker.asked = self.keys, self.asked
            threading.Thread(target=self.checker.serve_forever, daemon=True).start()
            on_publish = f"on_publish http://127.0.0.1:{self.checker.server_port}/;"
        if self.tls:
            self._make_certificates()
            load_stream = f"load_module {MODULES}/ngx_stream_module.so;"
            tls = TLS.format(tls_port=self.tls_port, port=self.port, folder=self.folder)
        (self.folder / "nginx.conf").write_text(CONFIG.format(
            modules=MODULES, folder=self.folder, port=self.port, on_publish=on_publish, tls=tls,
            load_stream=load_stream))
        self.launch()

    def launch(self):
        """Starts the server process; again after kill()."""
        self.process = subprocess.Popen(
            ["/usr/sbin/nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        wait_for(lambda: answers(self.port), 20, "nginx listening")

    def _signal(self, number):
        os.killpg(self.process.pid, number)

    def kill(self):
        self._signal(signal.SIGKILL)
        self.process.wait()

    def freeze(self):
        """Accepts what the kernel accepts, reads nothing, says nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.thaw()
            self._signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        if self.checker:
            self.checker.shutdown()
            self.checker.server_close()

    def recordings(self, key):
        """Files that arrived for a key, oldest first."""
        found = (self.folder / "recorded").glob(f"{key}-*.flv")
        return sorted(found, key=lambda p: p.stat().st_mtime)

    def received(self, key):
        return sum(p.stat().st_size for p in self.recordings(key))

    def _make_certificates(self):
        def openssl(*words):
            subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

        (self.folder / "ext").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test CA",
                "-keyout", "ca.key", "-out", "ca.pem")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
                "-keyout", "server.key", "-out", "server.csr")
        openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
                "-CAcreateserial", "-extfile", "ext", "-out", "server.pem")
