/// What is decided before a byte of the body is read.
struct HeadCheck {
    /// A head as it came.
    struct Facts {
        var id: String
        var method: String
        var version: String
        var target: [UInt8]
        var fields: [RequestHead.Field]
        var bytes: Int
        var peer: String
    }

    enum Outcome {
        case admitted(RequestHead, bodyLimit: Int)
        case refused(WebResponse)
    }

    let limits: ServerLimits

    func check(_ facts: Facts, by handler: some RequestHandler) -> Outcome {
        if let response = shape(facts) {
            var response = response
            response.closesConnection = true
            return .refused(response)
        }
        guard let target = RequestTarget(parsing: facts.target) else {
            return .refused(
                .refusal(
                    404, "there is nothing here", remedy: "write the address in its plain form"))
        }
        let head = RequestHead(
            id: facts.id, method: facts.method, target: target, fields: facts.fields,
            peer: facts.peer)
        switch handler.admit(head) {
        case .answer(let response): return .refused(response)
        case .read(let wanted):
            let limit = min(wanted, limits.bodyBytes)
            guard Self.length(head) ?? 0 <= limit else {
                return .refused(RequestBody.tooLarge(limit: limit))
            }
            return .admitted(head, bodyLimit: limit)
        }
    }

    /// What is wrong with a head whatever it asks for: too long, or a body whose end two readers may see differently.
    private func shape(_ facts: Facts) -> WebResponse? {
        guard facts.bytes <= limits.headBytes else {
            return .refusal(431, "the head is larger than \(limits.headBytes) bytes")
        }
        func values(_ name: String) -> [String] {
            facts.fields.compactMap { $0.name == name ? $0.value : nil }
        }
        guard values("host").count <= 1 else { return .refusal(400, "there are two Host fields") }
        let lengths = values("content-length")
        let encodings = values("transfer-encoding")
        guard lengths.count + encodings.count <= 1 else {
            return .refusal(400, "the length of the body is told more than once")
        }
        if let length = lengths.first, Self.number(length) == nil {
            return .refusal(400, "Content-Length is not a number")
        }
        if let encoding = encodings.first {
            guard encoding.lowercased() == "chunked", facts.version == "HTTP/1.1" else {
                return .refusal(400, "the Transfer-Encoding is not 'chunked' of HTTP/1.1")
            }
        }
        return nil
    }

    private static func length(_ head: RequestHead) -> Int? {
        head["content-length"].flatMap(number)
    }

    private static func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
