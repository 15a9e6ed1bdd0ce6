internal import Foundation
internal import Glibc

/// A proxy for https on loopback that leads every name to one server of the test, and stands for its certificate.
///
/// What is asked for by `CONNECT` is decrypted here with a certificate that only ``authorities`` vouch for.
package final class LoopbackProxy {
    /// The port of the proxy.
    package let port: Int
    /// The PEM file of the one authority that vouches for the host.
    package let authorities: String
    private let folder: TemporaryDirectory
    private let process: Process

    /// Leads `host` to a port of loopback; with a `credential`, `USER:PASSWORD`, it wants that first.
    package init(for host: String, to target: Int, credential: String? = nil) throws {
        folder = try TemporaryDirectory("complybot-proxy")
        authorities = "\(folder.path)/ca.pem"
        let made = try Command.run(
            [
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                "-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host)", "-keyout",
                "key.pem", "-out", "ca.pem",
            ], in: folder.path)
        guard made.status == 0 else { throw Command.Failure(description: made.errors) }
        try folder.write(Self.program, to: "proxy.py")
        try folder.write("", to: "log")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-I", "proxy.py", "\(target)", credential ?? ""]
        process.currentDirectoryURL = folder.url
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        let line = output.fileHandleForReading.availableData
        guard
            let port = Int(
                String(decoding: line, as: UTF8.self).trimmingCharacters(
                    in: .whitespacesAndNewlines))
        else { throw Command.Failure(description: "the proxy did not start") }
        self.port = port
    }

    deinit {
        // The thread's signal mask is the child's, too: a mere request may not be heard.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// What was asked for, as `HOST:PORT`, in order; what it refused is there as `refused HOST:PORT`.
    package var asked: [String] {
        ((try? folder.read("log")) ?? "").split(separator: "\n").map(String.init)
    }

    private static let program = """
        import base64, socket, ssl, sys, threading
        target, credential = int(sys.argv[1]), sys.argv[2]
        wanted = "basic " + base64.b64encode(credential.encode()).decode()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("ca.pem", "key.pem")
        lock = threading.Lock()

        def note(text):
            with lock, open("log", "a") as log:
                log.write(text + "\\n")

        def pump(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
            except OSError:
                pass
            try:
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        def head(client):
            data = b""
            while not data.endswith(b"\\r\\n\\r\\n"):
                byte = client.recv(1)
                if not byte:
                    return None
                data += byte
            return data.decode().split("\\r\\n")

        def serve(client):
            while True:
                lines = head(client)
                if lines is None:
                    return client.close()
                place = lines[0].split()[1]
                given = [line.split(":", 1)[1].strip() for line in lines
                         if line.lower().startswith("proxy-authorization:")]
                if credential and [g[:6].lower() + g[6:] for g in given] != [wanted]:
                    note("refused " + place)
                    client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\\r\\n"
                                   b'Proxy-Authenticate: Basic realm="proxy"\\r\\nContent-Length: 0\\r\\n\\r\\n')
                    continue
                break
            note(place)
            client.sendall(b"HTTP/1.1 200 Connected\\r\\n\\r\\n")
            try:
                secure = context.wrap_socket(client, server_side=True)
            except (OSError, ssl.SSLError):
                return client.close()
            server = socket.create_connection(("127.0.0.1", target))
            back = threading.Thread(target=pump, args=(server, secure), daemon=True)
            back.start()
            pump(secure, server)
            back.join()
            secure.close()
            server.close()

        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

        """
}
