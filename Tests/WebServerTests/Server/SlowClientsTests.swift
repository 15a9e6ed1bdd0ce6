import Basics
import HTTPClient
import Testing

@testable import WebServer

@Suite("Slow clients and the end of a server")
struct SlowClientsTests {
    private static var impatient: ServerLimits {
        var limits = ServerLimits()
        limits.idleSeconds = 1
        return limits
    }

    @Test("Two hundred slow connections are closed, and valid requests beside them are answered")
    func slowLoris() async throws {
        try await withServer(limits: Self.impatient) { server async throws in
            let port = server.port
            async let slow = Raw.talk(to: port) { _ in
                // As from four addresses: one alone may not have so many.
                let connections = try (0..<200).map {
                    try RawConnection(to: port, from: "127.0.1.\($0 / 50 + 1)")
                }
                for (index, connection) in connections.enumerated() {
                    connection.send(
                        index % 2 == 0
                            ? "GET / HTTP/1.1\r\nHost: x\r\nA: b"
                            : "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab")
                }
                return connections.count { $0.receiveAll() != nil }
            }
            for _ in 0..<50 { #expect(try await server.ask(.get, "/a").status == 200) }
            #expect(try await slow == 200)
            #expect(try await server.ask(.get, "/a").status == 200)
        }
    }

    @Test("A request that drips in byte after byte is cut off, however steady it is")
    func drip() async throws {
        try await withServer(limits: Self.impatient) { server async throws in
            let bytes = try await Raw.talk(to: server.port) { connection in
                connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
                var count = 0
                while count < 1_000_000, connection.send([7]) {
                    count += 1
                    pause(milliseconds: 20)
                }
                return count
            }
            #expect(bytes < 1000)
        }
    }

    @Test("One address has only so many connections")
    func perAddress() async throws {
        var limits = ServerLimits()
        limits.connectionsPerAddress = 4
        try await withServer(limits: limits) { server async throws in
            let port = server.port
            let refused = try await Raw.talk(to: port) { _ in
                let connections = try (0..<8).map { _ in
                    try RawConnection(to: port, from: "127.0.2.1")
                }
                return connections.count {
                    $0.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    return !$0.receive(until: "\r\n\r\n").contains("200 OK")
                }
            }
            #expect(refused == 4)
            #expect(try await server.ask(.get, "/a").status == 200)
        }
    }

    @Test("Large bodies share the server's memory; one too many is sent away")
    func memory() async throws {
        var limits = ServerLimits()
        limits.bodyBytesInMemory = 1 << 20
        try await withServer(limits: limits) { server async throws in
            let large = [UInt8](repeating: 1, count: 2 << 20)
            #expect(try await server.ask(.post, "/", body: large).status == 503)
            let half = [UInt8](repeating: 1, count: 1 << 20)
            for _ in 0..<3 {
                #expect(try await server.ask(.post, "/", body: half).status == 200)
            }
        }
    }

    @Test("A stream waits for its reader instead of filling the memory")
    func backPressure() async throws {
        let written = Counter()
        let handler = ClosureHandler { _ in
            WebResponse(
                status: 200,
                body: .stream { writer in
                    let chunk = [UInt8](repeating: 9, count: 64 << 10)
                    while written.value < 4000, await writer.write(chunk) { written.add() }
                })
        }
        try await withServer(handler: handler) { server async throws in
            let taken = try await Raw.talk(to: server.port) { connection in
                connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                return connection.receive()?.count ?? 0
            }
            #expect(taken > 0)
            // 250 MB were to be sent; the buffers of two sockets hold a few.
            #expect(written.value < 1000)
        }
    }

    @Test("A drain lets a request finish, answers no new one, and ends")
    func drain() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let gate = AsyncStream<Never>.makeStream()
        let handler = ClosureHandler { _ in
            arrived.continuation.yield()
            for await _ in gate.stream {}
            return .plain(200, "finished")
        }
        let server = try HTTPServer(on: .anyLoopback, handler: handler)
        let running = Task { await server.run() }
        async let answer = server.ask(.get, "/")
        var iterator = arrived.stream.makeAsyncIterator()
        _ = await iterator.next()
        async let drained: Void = server.drain(within: .seconds(10))
        let port = server.port
        // Until the listening socket is gone.
        try await BlockingWork.run("last-connection") {
            while (try? RawConnection(to: port)) != nil { pause(milliseconds: 1) }
        }
        gate.continuation.finish()
        let response = try await answer
        #expect(response.text == "finished\n")
        await drained
        await running.value
    }

    @Test("A handler that never answers is answered for when the server goes down")
    func stuck() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let handler = ClosureHandler { _ in
            arrived.continuation.yield()
            while (try? await Task.sleep(for: .seconds(3600))) != nil {}
            return .plain(200, "late")
        }
        let server = try HTTPServer(on: .anyLoopback, handler: handler)
        let running = Task { await server.run() }
        async let answer = Raw.ask(server.port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        var iterator = arrived.stream.makeAsyncIterator()
        _ = await iterator.next()
        await server.drain(within: .zero)
        await running.value
        #expect(try await answer != nil)
    }
}
