import AgentTools
import Basics
import Testing
import WebServer

@Suite("The tools over streamable HTTP")
struct MCPEndpointTests {
    private typealias Harness = MCPHarness

    @Test("a client shakes hands, lists and calls tools in its session, and ends it")
    func handshake() async throws {
        try await Harness.run { harness in
            let answer = try await harness.ask(Harness.initialize)
            #expect(answer.contains(#""protocolVersion":"2025-11-25""#), "\(answer)")
            let session = try await harness.open()
            #expect(session.utf8.count == 32)
            let note = try await harness.ask(
                Harness.message("notifications/initialized", id: nil), session: session)
            #expect(note.hasPrefix("HTTP/1.1 202 "))
            let list = try await harness.ask(Harness.message("tools/list"), session: session)
            #expect(list.contains("application/json") && list.contains(#""name":"echo""#))
            let call = try await harness.ask(Harness.call("echo"), session: session)
            #expect(call.contains(#""structuredContent":{"text":"hi"}"#), "\(call)")
            let end = try await harness.ask(method: "DELETE", session: session)
            #expect(end.hasPrefix("HTTP/1.1 204 "))
            let late = try await harness.ask(Harness.call("echo"), session: session)
            #expect(late.hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test("a request that says its revision needs no session, and gets none")
    func stateless() async throws {
        try await Harness.run { harness in
            let (body, fields) = Harness.stateless(
                "tools/call", #""name": "echo", "arguments": {"text": "é"}"#, name: "echo")
            let answer = try await harness.ask(body, with: fields)
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains(#"{"text":"é"}"#))
            #expect(!answer.lowercased().contains("mcp-session-id:"))
            let unknown = Harness.stateless("nothing/such")
            #expect(
                try await harness.ask(unknown.body, with: unknown.fields).hasPrefix("HTTP/1.1 404 ")
            )
            // A name that no field can hold is sent in base64.
            let read = Harness.stateless(
                "resources/read", #""uri": "toy://é""#, name: "=?base64?dG95Oi8vw6k=?=")
            #expect(try await harness.ask(read.body, with: read.fields).contains(#""text":"{}""#))
        }
    }

    @Test("progress comes as events before the answer, in both revisions")
    func progress() async throws {
        try await Harness.run { harness in
            let session = try await harness.open()
            let own = Harness.stateless(
                "tools/call", #""name": "count", "arguments": {}"#, name: "count", progress: true)
            for request in [
                Harness.request(Harness.call("count", progress: true), session: session),
                Harness.request(own.body, with: own.fields),
            ] {
                let host = harness.host
                let text = try await Raw.talk(to: harness.server.port) { connection in
                    connection.send(request)
                    let first = connection.receive(until: "step 3")
                    host.go.continuation.yield()
                    return first + (connection.receiveAll() ?? "never closed")
                }
                #expect(text.lowercased().contains("content-type: text/event-stream"))
                let places = ["step 1", "step 2", "step 3", "counted"].map {
                    text.firstRange(of: $0)?.lowerBound
                }
                let found = places.compactMap { $0 }
                #expect(found.count == 4 && found == found.sorted(), "\(text)")
            }
        }
    }

    @Test("a client with a session takes a request back by telling so")
    func cancellation() async throws {
        try await Harness.run { harness in
            let session = try await harness.open()
            async let call = harness.ask(Harness.call("wait", id: "7"), session: session)
            for await _ in harness.host.began.stream { break }
            let note = Harness.message(
                "notifications/cancelled", #"{"requestId": 7}"#, id: nil)
            #expect(try await harness.ask(note, session: session).hasPrefix("HTTP/1.1 202 "))
            for await _ in harness.host.cancelled.stream { break }
            #expect(try await call.hasPrefix("HTTP/1.1 202 "))
        }
    }

    @Test("a client without a session takes a request back by hanging up")
    func hangUp() async throws {
        var limits = Harness.quick
        limits.patience = .zero
        try await Harness.run(limits: limits) { harness in
            let own = Harness.stateless(
                "tools/call", #""name": "wait", "arguments": {}"#, name: "wait")
            try await Raw.talk(to: harness.server.port) { connection in
                connection.send(Harness.request(own.body, with: own.fields))
                #expect(connection.receive(until: ": alive").contains("200 OK"))
            }
            for await _ in harness.host.cancelled.stream { break }
        }
    }

    @Test("a client that lost its connection reads on where it was, and misses nothing")
    func resumption() async throws {
        try await Harness.run { harness in
            let session = try await harness.open()
            let call = Harness.request(Harness.call("count", progress: true), session: session)
            let start = try await Raw.talk(to: harness.server.port) { connection in
                connection.send(call)
                return connection.receive(until: "step 2")
            }
            #expect(start.contains("id: 2-0\n") && start.contains("id: 2-2\n"), "\(start)")
            harness.host.go.continuation.yield()
            let rest = try await harness.ask(
                method: "GET", with: ["Last-Event-ID": "2-1"], session: session)
            #expect(!rest.contains("step 1") && rest.contains("step 2"))
            #expect(rest.contains("counted"), "\(rest)")
            let again = try await harness.ask(
                method: "GET", with: ["Last-Event-ID": "2-3"], session: session)
            #expect(!again.contains("step 3") && again.contains("counted"))
            for wrong in ["2", "9-1", "2--1", "x-1", "2-1-1", ""] {
                let answer = try await harness.ask(
                    method: "GET", with: ["Last-Event-ID": wrong.isEmpty ? " " : wrong],
                    session: session)
                #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(wrong): \(answer)")
            }
        }
    }

    @Test("one stream of a session can be listened to, and ends with the session")
    func listening() async throws {
        try await Harness.run { harness in
            let session = try await harness.open()
            let first = try RawConnection(to: harness.server.port)
            let head = try await Raw.talk(to: first) { connection in
                connection.send(Harness.request(method: "GET", session: session))
                return connection.receive(until: ": alive")
            }
            #expect(head.hasPrefix("HTTP/1.1 200 "))
            #expect(
                try await harness.ask(method: "GET", session: session).hasPrefix("HTTP/1.1 409 "))
            #expect(
                try await harness.ask(method: "DELETE", session: session).hasPrefix("HTTP/1.1 204 ")
            )
            #expect(try await Raw.talk(to: first) { $0.receiveAll() } != nil)
        }
    }

    @Test("at the end what is under way is answered, and nothing new is begun")
    func ending() async throws {
        try await Harness.run { harness in
            let session = try await harness.open()
            let call = Harness.request(Harness.call("count"), session: session)
            async let answer = Raw.ask(harness.server.port, call)
            for await _ in harness.host.began.stream { break }
            async let closed: Void = harness.endpoint.close(within: .seconds(60))
            var refusal = ""
            while !refusal.hasPrefix("HTTP/1.1 503 ") {
                refusal = try await harness.ask(Harness.message("ping"), session: session)
            }
            #expect(refusal.contains("going down"))
            harness.host.go.continuation.yield()
            #expect(try await answer?.contains("counted") == true)
            await closed
        }
    }

    @Test("requests beyond the limit are told to come again")
    func limit() async throws {
        var limits = Harness.quick
        limits.requests = 1
        try await Harness.run(limits: limits) { harness in
            let session = try await harness.open()
            async let first = harness.ask(Harness.call("count"), session: session)
            for await _ in harness.host.began.stream { break }
            let second = try await harness.ask(Harness.call("echo", id: "2"), session: session)
            #expect(
                second.hasPrefix("HTTP/1.1 503 ") && second.lowercased().contains("retry-after"))
            harness.host.go.continuation.yield()
            #expect(try await first.hasPrefix("HTTP/1.1 200 "))
        }
    }
}
