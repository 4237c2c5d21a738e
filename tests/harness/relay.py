"""A wire between a rig and a server that can be cut, or go silent as a dead network does. The rig knows its port; where
it leads may change."""
import select
import socket
import threading


class Relay:
    def __init__(self, target_port):
        self.target_port = target_port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.pairs = []
        self.is_cut = self.is_silent = self.is_closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while not self.is_closed:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            if self.is_cut:
                raise OSError
            server = socket.create_connection(("127.0.0.1", self.target_port), timeout=5)
        except OSError:
            client.close()
            return
        with self.lock:
            self.pairs.append((client, server))
        try:
            self._pass_on(client, server)
        except OSError:
            pass
        client.close()
        server.close()

    def _pass_on(self, client, server):
        other = {client: server, server: client}
        while True:
            ready, _, _ = select.select([client, server], [], [], 0.05)
            for one in ready if not self.is_silent else ():
                data = one.recv(65536)
                if not data:
                    return
                self.passing(data, to_client=one is server)
                other[one].sendall(data)
            if self.is_silent:
                threading.Event().wait(0.05)

    def passing(self, data, to_client):
        """Called with all that goes through; for who wants to look at it."""

    def cut(self):
        """Every connection breaks, and no new one comes about."""
        self.is_cut = True
        with self.lock:
            for pair in self.pairs:
                for one in pair:
                    try:
                        one.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass
            self.pairs.clear()

    def mend(self):
        self.is_cut = self.is_silent = False

    def silence(self):
        """Connections stay, and nothing comes through."""
        self.is_silent = True

    def close(self):
        self.is_closed = True
        self.listener.close()
        self.cut()
