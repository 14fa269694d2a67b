"""A name server on loopback: names that it answers, denies, answers late, answers differently, or not at all."""

import socket
import threading
import time

from twisted.names import dns


class NameServer:
    """Serves `names`: a list of addresses, or of lists for one answer after another; None for no answer at all."""

    def __init__(self, names, delay_s=0.0):
        self.names = names
        self.delay_s = delay_s
        self.asked = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        """Stops answering."""
        self._socket.close()

    def _serve(self):
        while True:
            try:
                data, peer = self._socket.recvfrom(4096)
            except OSError:
                return
            threading.Thread(target=self._answer, args=(data, peer), daemon=True).start()

    def _answer(self, data, peer):
        message = dns.Message()
        message.fromStr(data)
        [query] = message.queries
        name = query.name.name.decode()
        self.asked.append((name, query.type))
        found = self._found(name)
        if found is None:
            return
        time.sleep(self.delay_s)
        message.answer = 1
        message.rCode = dns.OK if name in self.names else dns.ENAME
        for host in found:
            if query.type == dns.A and ":" not in host:
                message.answers.append(dns.RRHeader(name, dns.A, payload=dns.Record_A(host, 300), ttl=300))
            if query.type == dns.AAAA and ":" in host:
                message.answers.append(dns.RRHeader(name, dns.AAAA, payload=dns.Record_AAAA(host, 300), ttl=300))
        self._socket.sendto(message.toStr(), peer)

    def _found(self, name):
        found = self.names.get(name, [])
        if not found or isinstance(found[0], str):
            return found
        return found.pop(0) if len(found) > 1 else found[0]
