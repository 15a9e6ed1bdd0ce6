internal import Glibc

/// An answer written by ourselves, for a connection that is closed right after it.
enum RawAnswer {
    /// Writes what the socket takes without waiting.
    static func send(_ response: WebResponse, to socket: Int32) {
        guard case .bytes(let body) = response.body else { return }
        var head = "HTTP/1.1 \(response.status) Refused\r\n"
        for field in response.fields { head += "\(field.name): \(field.value)\r\n" }
        head += "content-length: \(body.count)\r\nconnection: close\r\n\r\n"
        let bytes = Array(head.utf8) + body
        bytes.withUnsafeBytes {
            _ = Glibc.send(
                socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
    }
}
