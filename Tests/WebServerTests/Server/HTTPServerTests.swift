import Basics
import HTTPClient
import Testing

@testable import WebServer

@Suite("A server and well-behaved clients")
struct HTTPServerTests {
    @Test("A request is answered, with the fields that every answer has")
    func get() async throws {
        try await withServer { server async throws in
            let response = try await server.ask(.get, "/a/b%20c?x=1+2&y")
            #expect(response.status == 200)
            #expect(response.text == "GET|a|b c|x=1 2|y=|0\n")
            for name in [
                "content-security-policy", "x-content-type-options", "x-frame-options",
                "referrer-policy", "x-request-id", "cache-control",
            ] { #expect(response.headers.first(named: name) != nil, "\(name)") }
        }
    }

    @Test("HEAD is answered as GET, without the body")
    func head() async throws {
        try await withServer { server async throws in
            let text = try await Raw.ask(
                server.port, "HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let answer = try #require(text)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("Content-Length: 9\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("A body arrives whole, however it is framed", arguments: [0, 1, 70_000, 3 << 20])
    func body(size: Int) async throws {
        try await withServer { server async throws in
            let bytes = [UInt8](repeating: 7, count: size)
            #expect(try await server.ask(.post, "/", body: bytes).text == "POST|\(size)\n")
            let text = try await Raw.talk(to: server.port) { connection in
                connection.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                )
                var rest = bytes[...]
                while !rest.isEmpty {
                    let chunk = rest.prefix(50_000)
                    connection.send("\(String(chunk.count, radix: 16))\r\n")
                    connection.send(Array(chunk) + Array("\r\n".utf8))
                    rest = rest.dropFirst(chunk.count)
                }
                connection.send("0\r\n\r\n")
                return connection.receiveAll()
            }
            #expect(text?.hasSuffix("POST|\(size)\n") == true)
        }
    }

    @Test("Requests on one connection are answered in order, each once")
    func pipelining() async throws {
        try await withServer { server async throws in
            let requests = (1...20).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined()
            let text = try await Raw.ask(
                server.port,
                requests + "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let bodies = try #require(text).split(separator: "\r\n").filter {
                $0.hasPrefix("GET|")
            }
            #expect(Raw.statuses(text ?? "").count == 21)
            #expect(bodies.first?.hasPrefix("GET|1|0\n") == true)
            #expect(bodies.last == "GET|last|0\n")
        }
    }

    @Test("No thread waits for a handler: far more requests wait at once than there are threads")
    func suspension() async throws {
        let gate = AsyncStream<Never>.makeStream()
        let arrived = AsyncStream<Void>.makeStream()
        let handler = ClosureHandler { request in
            if request.head.target.path == ["wait"] {
                arrived.continuation.yield()
                for await _ in gate.stream {}
            }
            return .plain(200, "done")
        }
        var limits = ServerLimits()
        limits.connectionsPerAddress = 0
        try await withServer(limits: limits, handler: handler) { server async throws in
            async let waiting = server.ask(.get, "/wait").status
            var iterator = arrived.stream.makeAsyncIterator()
            _ = await iterator.next()
            for _ in 0..<40 {
                #expect(try await server.ask(.get, "/now").status == 200)
            }
            gate.continuation.finish()
            #expect(try await waiting == 200)
        }
    }

    @Test("An address that is taken is refused with what to do")
    func taken() async throws {
        try await withServer { server async throws in
            do {
                _ = try HTTPServer(on: server.address, handler: echo)
                Issue.record("two servers listen at \(server.address)")
            } catch let error as ServerError {
                #expect(error.code == .cannotListen)
                #expect(error.diagnostic.description.contains("another port"))
            }
        }
    }

    @Test("IPv6 loopback works as well")
    func version6() async throws {
        let address = try ListenAddress(parsing: "[::1]:0")
        let server = try HTTPServer(on: address, handler: echo)
        let running = Task { await server.run() }
        #expect(try await server.ask(.get, "/six").text == "GET|six|0\n")
        await server.drain(within: .zero)
        await running.value
    }
}
