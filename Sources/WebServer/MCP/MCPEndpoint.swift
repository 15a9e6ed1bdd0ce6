package import AgentTools
internal import Basics

/// The tools over streamable HTTP: `POST`, `GET` and `DELETE` on `/mcp`.
///
/// A message that says its own revision is served by itself, and ends when its client hangs up. Any other belongs to a
/// session, which outlives its connections: what was told meanwhile can be read on.
package final class MCPEndpoint: RequestHandler {
    /// Where it is asked.
    package static let path = "mcp"

    private let server: MCPServer
    private let access: MCPAccess
    private let limits: MCPLimits
    private let sessions: MCPSessions
    private let work: MCPWork

    /// An endpoint for a server of the protocol.
    package init(
        _ server: MCPServer, access: MCPAccess, limits: MCPLimits = MCPLimits(),
        sessions: MCPSessions = MCPSessions()
    ) {
        self.server = server
        self.access = access
        self.limits = limits
        self.sessions = sessions
        work = MCPWork(most: limits.requests)
    }

    /// Begins nothing new, gives what is under way so long, and ends the rest and all sessions.
    package func close(within time: Duration) async {
        sessions.endListening()
        await work.close(within: time)
        sessions.closeAll()
    }

    // MARK: Requests

    package func admit(_ head: RequestHead) -> Admission {
        guard head.target.path == [Self.path] else {
            return .answer(.refusal(404, "there is nothing here", remedy: "ask at /\(Self.path)"))
        }
        do throws(MCPRefusal) {
            if head.method == "OPTIONS" {
                return .answer(finished(try access.preflight(head), head))
            }
            _ = try access.token(of: head)
            let fields = MCPFields(head: head)
            let methods = fields.isStateless ? ["POST"] : ["GET", "POST", "DELETE"]
            guard methods.contains(head.method) else {
                throw MCPRefusal(
                    405, .invalidRequest("this cannot be done here"),
                    fields: [.init("allow", methods.joined(separator: ", "))])
            }
            if head.method != "DELETE" { try fields.check() }
            return .read(upTo: head.method == "POST" ? JSONRPC.maximumMessage : 0)
        } catch {
            return .answer(finished(error.response, head))
        }
    }

    package func answer(_ request: WebRequest) async -> WebResponse {
        let head = request.head
        let fields = MCPFields(head: head)
        do throws(MCPRefusal) {
            let token = try access.token(of: head)
            let response =
                switch head.method {
                case "POST": try await take(request.body, fields, token)
                case "GET": try listen(fields, token)
                default: try end(fields, token)
                }
            return finished(response, head)
        } catch {
            return finished(error.response, head)
        }
    }

    private func finished(_ response: WebResponse, _ head: RequestHead) -> WebResponse {
        var response = response
        response.fields += access.fields(for: head)
        return response
    }

    // MARK: Messages

    private func take(
        _ body: [UInt8], _ fields: MCPFields, _ token: String
    ) async throws(MCPRefusal) -> WebResponse {
        let message = MCPMessage(parsing: body)
        if message.kind == .malformed {
            let answer = await server.handle(message, on: MCPConnection(), telling: { _ in })
            return .json(400, answer ?? .null)
        }
        if fields.isStateless || message.namedRevision != nil {
            try fields.checkStateless(message)
            return try await serve(message, on: MCPConnection(), in: nil)
        }
        try fields.checkHandshake()
        if message.kind == .request, message.method == "initialize" {
            return try await open(message, fields, token)
        }
        let session = try session(fields, token)
        return try await serve(message, on: session.connection, in: session)
    }

    private func open(
        _ message: MCPMessage, _ fields: MCPFields, _ token: String
    ) async throws(MCPRefusal) -> WebResponse {
        guard fields.session == nil else { throw .bad("the session is open already") }
        let session = sessions.open(for: token)
        return try await serve(message, on: session.connection, in: session)
            .with(MCPFields.session, session.id)
    }

    private func session(
        _ fields: MCPFields, _ token: String
    ) throws(MCPRefusal) -> MCPSession {
        guard let id = fields.session else {
            throw .bad("the field Mcp-Session-Id is missing; begin with initialize")
        }
        guard let session = sessions.find(id, for: token) else {
            throw MCPRefusal(
                404, .invalidRequest("there is no such session; begin with initialize"))
        }
        return session
    }

    /// Serves a message; the answer comes as JSON where it comes soon, else as a stream.
    private func serve(
        _ message: MCPMessage, on connection: MCPConnection, in session: MCPSession?
    ) async throws(MCPRefusal) -> WebResponse {
        guard message.kind == .request else {
            _ = await server.handle(message, on: connection, telling: { _ in })
            return WebResponse(status: 202)
        }
        let (number, log) = session?.newStream() ?? (0, MCPEventLog())
        let task = try work.begin { [server] in
            log.finish(
                await server.handle(message, on: connection, telling: { log.tell($0) }))
        }
        await log.waitForFirst(or: { [limits] in try await Task.sleep(for: limits.patience) })
        let (events, isFinished) = log.events(after: 0)
        if isFinished, events.count <= 1 {
            return answer(events.first?.message, isStateless: session == nil)
        }
        let writer = MCPEventWriter(
            log: log, stream: session == nil ? nil : number, heartbeat: limits.heartbeat)
        return Self.stream { output in
            let isRead = await writer.write(after: 0, to: output)
            // Without a session, hanging up is how a client takes its request back.
            if !isRead, session == nil { task.cancel() }
        }
    }

    /// An answer that came by itself; one that was taken back has none.
    private func answer(_ message: JSONValue?, isStateless: Bool) -> WebResponse {
        guard let message else { return WebResponse(status: 202) }
        let status =
            switch isStateless ? message["error"]?["code"]?.integer : nil {
            case -32_601: 404
            case -32_600, -32_602, -32_020, -32_022: 400
            default: 200
            }
        return .json(status, message)
    }

    // MARK: Streams

    private func listen(
        _ fields: MCPFields, _ token: String
    ) throws(MCPRefusal) -> WebResponse {
        let session = try session(fields, token)
        try fields.checkHandshake()
        if let place = try fields.place() {
            guard let log = session.stream(place.stream) else {
                throw .bad("there is no such event, or no longer")
            }
            let writer = MCPEventWriter(
                log: log, stream: place.stream, heartbeat: limits.heartbeat)
            return Self.stream { _ = await writer.write(after: place.event, to: $0) }
        }
        guard let log = session.beginListening() else {
            throw MCPRefusal(409, .invalidRequest("the session's stream is read already"))
        }
        let writer = MCPEventWriter(log: log, stream: nil, heartbeat: limits.heartbeat)
        return Self.stream { output in
            _ = await writer.write(after: 0, to: output)
            session.endListening(log)
        }
    }

    private static func stream(
        _ produce: @escaping @Sendable (ResponseWriter) async -> Void
    ) -> WebResponse {
        WebResponse(
            status: 200,
            fields: [
                .init("content-type", "text/event-stream"),
                .init("cache-control", "no-cache, no-transform"), .init("x-accel-buffering", "no"),
            ], body: .stream(produce))
    }

    private func end(_ fields: MCPFields, _ token: String) throws(MCPRefusal) -> WebResponse {
        let session = try session(fields, token)
        _ = sessions.close(session.id, for: token)
        return WebResponse(status: 204)
    }
}
