import Basics
import Foundation
import HTTPClient
import TestSupport
import Testing

@Suite struct HTTPClientTests {
    let client = HTTPClient()

    /// Long enough for a test whose task waits its turn behind all others of the run.
    static let patient = HTTPRequest.Deadlines(
        connect: .seconds(3600), idle: .seconds(3600), total: .seconds(3600))

    func request(
        _ server: StandInModelServer, _ method: HTTPRequest.Method = .get,
        path: String = "/x?key=v",
        headers: [HTTPHeader] = [], body: [UInt8]? = nil, maxBytes: Int = 1 << 20,
        deadlines: HTTPRequest.Deadlines = Self.patient
    ) throws -> HTTPRequest {
        HTTPRequest(
            method, try HTTPURL(parsing: server.address + path), headers: headers, body: body,
            deadlines: deadlines, maxResponseBytes: maxBytes)
    }

    func failure(_ work: () async throws -> Void) async -> HTTPError? {
        do {
            try await work()
            return nil
        } catch { return error as? HTTPError }
    }

    @Test("a request goes out as written and its answer comes back whole")
    func roundTrip() async throws {
        let server = try StandInModelServer([.text(201, "héllo", headers: [("X-One", " 1 ")])])
        let answer = try await client.send(
            request(
                server, .post, headers: [HTTPHeader("X-A", "b"), HTTPHeader("X-Empty", "")],
                body: Array("{}".utf8)))
        #expect(answer.status == 201)
        #expect(String(decoding: answer.body, as: UTF8.self) == "héllo")
        #expect(answer.headers.first(named: "x-one") == "1")
        let received = try #require(server.received.first)
        #expect(received.head.hasPrefix("POST /x?key=v HTTP/1.1"))
        #expect(received.header("x-a") == "b")
        #expect(received.head.contains("X-Empty:"))
        #expect(received.header("Content-Type") == nil)
        #expect(received.body == Array("{}".utf8))
    }

    @Test(
        "every method is sent by its name",
        arguments: [
            HTTPRequest.Method.get, .head, .post, .put, .patch, .delete,
        ])
    func methods(_ method: HTTPRequest.Method) async throws {
        let server = try StandInModelServer([.respond(status: 204, headers: [], chunks: [])])
        let answer = try await client.send(request(server, method))
        #expect(answer.status == 204)
        #expect(server.received.first?.head.hasPrefix("\(method.rawValue) ") == true)
    }

    @Test("a body longer than the limit is refused")
    func tooLarge() async throws {
        let server = try StandInModelServer([
            .endless(status: 200, headers: [], chunk: [UInt8](repeating: 65, count: 4096))
        ])
        let error = await failure { _ = try await client.send(request(server, maxBytes: 10_000)) }
        #expect(error?.code == .tooLarge)
    }

    @Test("a head without end is refused")
    func endlessHead() async throws {
        let field = (0..<1000).map { ("X-\($0)", String(repeating: "y", count: 100)) }
        let server = try StandInModelServer([.respond(status: 200, headers: field, chunks: [])])
        let error = await failure { _ = try await client.send(request(server)) }
        #expect(error?.code == .tooLarge)
    }

    @Test("a redirect is an answer, and no credential follows it")
    func redirect() async throws {
        let other = try StandInModelServer([.text(200, "stolen")])
        for status in [301, 302, 307, 308] {
            let server = try StandInModelServer([
                .text(status, "", headers: [("Location", other.address + "/")])
            ])
            let answer = try await client.send(request(server, headers: [.bearer("token-value")]))
            #expect(answer.status == status)
            #expect(answer.headers.first(named: "location") == other.address + "/")
            #expect(server.received.first?.header("authorization") == "Bearer token-value")
        }
        #expect(other.received.isEmpty)
    }

    @Test("gzip is undone when it is offered, and a bomb stops at the limit")
    func compression() async throws {
        let small = try Gzip.compressed(Array("hello, hello, hello".utf8))
        let server = try StandInModelServer([
            .respond(status: 200, headers: [("Content-Encoding", "gzip")], chunks: [small])
        ])
        var request = try request(server)
        request.acceptsCompression = true
        #expect(try await client.send(request).body == Array("hello, hello, hello".utf8))
        #expect(server.received.first?.header("accept-encoding") == "gzip, deflate")

        let bomb = try Gzip.compressed([UInt8](repeating: 0, count: 20 << 20))
        let bombs = try StandInModelServer([
            .respond(status: 200, headers: [("Content-Encoding", "gzip")], chunks: [bomb])
        ])
        var hostile = try self.request(bombs, maxBytes: 1 << 20)
        hostile.acceptsCompression = true
        let error = await failure { _ = try await client.send(hostile) }
        #expect(error?.code == .tooLarge && bomb.count < 1 << 20)
    }

    @Test("a request that may not be repeated is sent once, even when a kept connection dies")
    func sentOnce() async throws {
        for method in [HTTPRequest.Method.post, .get] {
            let server = try StandInModelServer([
                .keep(status: 200, headers: [], body: [65]), .hangUp,
            ])
            let own = HTTPClient()
            _ = try await own.send(request(server))
            let error = await failure { _ = try await own.send(request(server, method)) }
            #expect(server.received.count == (method == .post ? 2 : 3))
            #expect(error?.mayHaveBeenSent == true)
        }
    }

    @Test("a failure says whether the other side may have seen the request")
    func mayHaveBeenSent() async throws {
        let port = try StandInModelServer([]).port
        let url = try HTTPURL(parsing: "http://127.0.0.1:\(port)/")
        #expect(
            await failure { _ = try await client.send(HTTPRequest(.post, url)) }?.mayHaveBeenSent
                == false)
        let server = try StandInModelServer([.hangUp])
        #expect(
            await failure { _ = try await client.send(request(server)) }?.mayHaveBeenSent == true)
    }

    @Test("dates of HTTP are read, and nothing else is one")
    func dates() {
        #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
        #expect(HTTPDate.seconds("Thu, 29 Feb 2024 23:59:60 GMT") == 1_709_251_200)
        #expect(HTTPDate.seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
        for text in [
            "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 31 Jun 1994 08:49:37 GMT",
            "Thu, 29 Feb 2023 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT", "",
        ] {
            #expect(HTTPDate.seconds(text) == nil)
        }
    }

    @Test("silence ends at the total deadline")
    func hang() async throws {
        let server = try StandInModelServer([.hang])
        let error = await failure {
            _ = try await client.send(
                request(server, deadlines: .init(total: .milliseconds(50))))
        }
        #expect(error?.code == .timeout)
    }

    @Test("nobody listening is a failure to connect that names host and cause")
    func refused() async throws {
        let port = try StandInModelServer([]).port
        let error = await failure {
            _ = try await client.send(
                HTTPRequest(.get, try HTTPURL(parsing: "http://127.0.0.1:\(port)/secret?token=1")))
        }
        #expect(error?.code == .connect)
        #expect(error?.diagnostic.kind == .incomplete)
        let text = error.map { "\($0.diagnostic)" } ?? ""
        #expect(text.contains("127.0.0.1") && !text.contains("token") && !text.contains("secret"))
    }

    @Test("hanging up early or speaking gibberish is a breach of the protocol")
    func gibberish() async throws {
        for behaviour: StandInModelServer.Behaviour in [
            .hangUp, .raw(Array("SSH-2.0-OpenSSH\r\n".utf8)),
            .truncate(status: 200, headers: [], body: Array("{\"a\":".utf8)),
        ] {
            let server = try StandInModelServer([behaviour])
            let error = await failure { _ = try await client.send(request(server)) }
            #expect(error?.code == .protocol)
        }
    }

    @Test("https to a server without encryption fails as tls")
    func notEncrypted() async throws {
        let server = try StandInModelServer([.raw(Array("HTTP/1.1 200 OK\r\n\r\n".utf8))])
        let url = try HTTPURL(parsing: "https://localhost:\(server.port)/")
        // The stand-in waits for the end of a head, which a handshake does not hold: it must be cut off.
        let error = await failure {
            _ = try await client.send(
                HTTPRequest(.get, url, deadlines: .init(connect: .milliseconds(100))))
        }
        #expect(error?.code == .tls || error?.code == .timeout)
    }

    @Test(
        "a header that would begin another line is refused before anything is sent",
        arguments: [
            HTTPHeader("X", "a\r\nY: b"), HTTPHeader("X", "a\nb"), HTTPHeader("X\r\nY", "a"),
            HTTPHeader("X", "a\u{0}b"), HTTPHeader("X Y", "a"), HTTPHeader("", "a"),
            HTTPHeader("X:", "a"),
        ])
    func injection(_ header: HTTPHeader) async throws {
        let server = try StandInModelServer([.text(200, "")])
        let error = await failure { _ = try await client.send(request(server, headers: [header])) }
        #expect(error?.code == .invalidRequest)
        #expect(server.received.isEmpty)
    }

    @Test("plain http to another host needs to be allowed")
    func plainHTTP() async throws {
        let error = await failure {
            _ = try await client.send(HTTPRequest(.get, try HTTPURL(parsing: "http://192.0.2.1/")))
        }
        #expect(error?.code == .invalidURL)
    }

    @Test("a stream delivers the head at once and the body as it comes")
    func stream() async throws {
        let server = try StandInModelServer([.events("data: 1\n\ndata: 2\n\n", chunk: 3)])
        let answer = try await client.stream(request(server))
        #expect(answer.status == 200)
        #expect(answer.headers.first(named: "content-type") == "text/event-stream")
        var bytes: [UInt8] = []
        for try await chunk in answer.body { bytes += chunk }
        #expect(String(decoding: bytes, as: UTF8.self) == "data: 1\n\ndata: 2\n\n")
    }

    @Test("more than the buffer holds arrives complete through back-pressure")
    func backPressure() async throws {
        let chunk = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let server = try StandInModelServer([
            .respond(status: 200, headers: [], chunks: [chunk, chunk, chunk])
        ])
        let answer = try await client.stream(request(server, maxBytes: 4 << 20))
        var bytes: [UInt8] = []
        for try await part in answer.body {
            bytes += part
            for _ in 0..<20 { await Task.yield() }
        }
        #expect(Digest(of: bytes) == Digest(of: chunk + chunk + chunk))
    }

    @Test("a dropped stream aborts the transfer, and the client goes on")
    func dropped() async throws {
        let server = try StandInModelServer([
            .endless(status: 200, headers: [], chunk: [1, 2, 3]), .text(200, "next"),
        ])
        var taken = 0
        for try await chunk in try await client.stream(request(server)).body {
            taken += chunk.count
            break
        }
        #expect(taken > 0)
        #expect(try await client.send(request(server)).body == Array("next".utf8))
    }

    @Test("cancelling the task ends a request that hangs")
    func cancellation() async throws {
        let server = try StandInModelServer([.hang])
        let request = try request(server)
        let task = Task { [client] in try await client.send(request) }
        while server.received.isEmpty { await Task.yield() }
        task.cancel()
        let error = await failure { _ = try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test("a task cancelled before it asks gets no answer")
    func cancelledEarly() async throws {
        let server = try StandInModelServer([.text(200, "")])
        let request = try request(server)
        let error = await failure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask { [client] in _ = try await client.send(request) }
                try await group.waitForAll()
            }
        }
        #expect(error?.code == .cancelled)
    }

    @Test("closing aborts what is under way and refuses what comes later")
    func closing() async throws {
        let server = try StandInModelServer([.hang])
        let request = try request(server)
        let own = HTTPClient()
        async let pending = failure { _ = try await own.send(request) }
        while server.received.isEmpty { await Task.yield() }
        await own.close()
        #expect(await pending?.code == .cancelled)
        #expect(await failure { _ = try await own.send(request) }?.code == .cancelled)
        await own.close()
    }

    @Test("many transfers run at once")
    func parallel() async throws {
        let server = try StandInModelServer([.completion(["a", "b"], chunk: 5)])
        let request = try request(server)
        let lengths = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<40 {
                group.addTask { [client] in try await client.send(request).body.count }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(lengths.count == 40 && Set(lengths).count == 1)
    }

    @Test("a secret header shows itself nowhere")
    func secrecy() throws {
        let header = HTTPHeader.bearer("very-secret")
        let request = HTTPRequest(
            .get, try HTTPURL(parsing: "https://example.com/?k=hidden"), headers: [header])
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(header)", String(reflecting: header), "\(request)", dumped] {
            #expect(!text.contains("very-secret"))
        }
        #expect(!"\(request.url)".contains("hidden"))
    }
}

/// The program gzip, for a body that is compressed by somebody else.
private enum Gzip {
    static func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = try TemporaryDirectory()
        let file = URL(filePath: folder.path).appending(path: "body")
        try Data(bytes).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/gzip")
        process.arguments = [file.path]
        try process.run()
        process.waitUntilExit()
        return Array(try Data(contentsOf: file.appendingPathExtension("gz")))
    }
}
