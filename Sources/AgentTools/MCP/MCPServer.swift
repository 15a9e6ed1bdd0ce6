package import Basics

/// A server of the Model Context Protocol, without a transport: messages in, messages out.
///
/// It speaks two revisions beside one another: a request that carries its revision is served by itself, any other belongs to a
/// connection that shook hands. Whatever comes in, an answer or silence goes out, and the next message is served.
package struct MCPServer: Sendable {
    /// Takes messages that are no answers: progress and logs.
    package typealias Sink = @Sendable (JSONValue) -> Void

    let host: any MCPHost
    private let version: String

    /// A server of what a host offers; `version` is the program's.
    package init(_ host: any MCPHost, version: String) {
        self.host = host
        self.version = version
    }

    /// Serves one message; nil when it wants no answer.
    ///
    /// It returns when the answer is there. A message that takes a request back works while that is served.
    package func handle(
        _ message: MCPMessage, on connection: MCPConnection, telling sink: @escaping Sink
    ) async -> JSONValue? {
        switch message.content {
        case .malformed(let failure): return JSONRPC.error(failure, to: nil)
        case .answer: return nil
        case .notification(let method, let parameters):
            note(method, parameters, on: connection)
            return nil
        case .request(let id, let method, let parameters):
            do throws(JSONRPC.Failure) { try connection.begin(id) } catch {
                // An answer under that id would be taken for that of the request under way.
                return JSONRPC.error(error, to: nil)
            }
            defer { connection.end(id) }
            return await answer(id, method, parameters, on: connection, telling: sink)
        }
    }

    private func note(_ method: String, _ parameters: JSONValue, on connection: MCPConnection) {
        guard method == "notifications/cancelled",
            let id = parameters["requestId"].flatMap(JSONRPC.ID.init)
        else { return }
        connection.cancel(id)
    }

    /// Works on a request in a task of its own, which can be taken back.
    private func answer(
        _ id: JSONRPC.ID, _ method: String, _ parameters: JSONValue,
        on connection: MCPConnection, telling sink: @escaping Sink
    ) async -> JSONValue? {
        let (answers, sender) = AsyncStream<JSONValue?>.makeStream()
        let task = Task {
            let answer = await result(of: method, parameters, on: connection, telling: sink)
            // Who takes a request back waits for no answer.
            if Task.isCancelled, method != "initialize" {
                sender.yield(nil)
                return
            }
            switch answer {
            case .success(let value): sender.yield(JSONRPC.result(value, to: id))
            case .failure(let failure): sender.yield(JSONRPC.error(failure, to: id))
            }
        }
        connection.attach(task, to: id)
        return await withTaskCancellationHandler {
            for await answer in answers { return answer }
            return nil
        } onCancel: {
            task.cancel()
        }
    }

    // MARK: Eras

    private func result(
        of method: String, _ parameters: JSONValue, on connection: MCPConnection,
        telling sink: @escaping Sink
    ) async -> Result<JSONValue, JSONRPC.Failure> {
        do throws(JSONRPC.Failure) {
            let revision = try revision(of: method, parameters, on: connection)
            let level =
                revision == .stateless
                ? parameters["_meta"]?[MCPRevision.logLevelKey]?.text
                    .flatMap(MCPLogLevel.init(rawValue:))
                : connection.logLevel
            let call = MCPCall(
                host: host, parameters: parameters, sink: sink, logLevel: level,
                revision: revision)
            switch method {
            case "initialize": return .success(initialize(connection))
            case "server/discover" where revision == .stateless:
                return .success(finished(discovery, as: revision))
            case "ping" where revision == .handshake: return .success(.object([]))
            case "logging/setLevel" where revision == .handshake:
                guard let level = parameters["level"]?.text.flatMap(MCPLogLevel.init(rawValue:))
                else { throw JSONRPC.Failure.invalidParameters("level is no log level") }
                connection.logLevel = level
                return .success(.object([]))
            default: return .success(finished(try await call.result(of: method), as: revision))
            }
        } catch {
            return .failure(error)
        }
    }

    /// The revision under which a request is served.
    private func revision(
        of method: String, _ parameters: JSONValue, on connection: MCPConnection
    ) throws(JSONRPC.Failure) -> MCPRevision {
        if method == "initialize" { return .handshake }
        let meta = parameters["_meta"]
        if let named = meta?[MCPRevision.versionKey] {
            guard let named = named.text else {
                throw .invalidParameters("\(MCPRevision.versionKey) is no text")
            }
            guard named == MCPRevision.stateless.rawValue else {
                throw MCPRevision.unsupported(named)
            }
            guard case .object? = meta?[MCPRevision.capabilitiesKey] else {
                throw .invalidParameters("\(MCPRevision.capabilitiesKey) is missing")
            }
            return .stateless
        }
        if connection.isInitialized || method == "ping" { return .handshake }
        throw .invalidParameters(
            "there was no handshake, and _meta says no \(MCPRevision.versionKey)")
    }

    private func initialize(_ connection: MCPConnection) -> JSONValue {
        connection.initialize()
        // A client that wants another revision decides whether it can do with this one.
        return .members([
            "protocolVersion": .string(MCPRevision.handshake.rawValue),
            "capabilities": capabilities, "serverInfo": serverInfo,
            "instructions": .string(host.instructions),
        ])
    }

    private var discovery: JSONValue {
        .members([
            "supportedVersions": MCPRevision.all, "capabilities": capabilities,
            "instructions": .string(host.instructions), "ttlMs": .int(MCPCall.freshness),
            "cacheScope": "private",
        ])
    }

    private var capabilities: JSONValue {
        .members([
            "tools": .object([]), "resources": .object([]), "prompts": .object([]),
            "completions": .object([]), "logging": .object([]),
        ])
    }

    private var serverInfo: JSONValue {
        .members([
            "name": "complybot", "title": "complybot", "version": .string(version),
        ])
    }

    /// A result with what the revision asks of every result.
    private func finished(_ value: JSONValue, as revision: MCPRevision) -> JSONValue {
        guard revision == .stateless else { return value }
        return value.setting("resultType", to: "complete")
            .setting("_meta", to: .members([MCPRevision.serverKey: serverInfo]))
    }
}
