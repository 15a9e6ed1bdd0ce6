internal import Foundation
internal import Synchronization

/// A GitHub on loopback: real bare repositories behind git's smart HTTP protocol, and the REST and GraphQL API.
///
/// Laid out like GitHub Enterprise Server: the API below `/api/v3` and `/api/graphql`, repositories at
/// `/OWNER/NAME.git`. Every request and answer is compared with GitHub's own description; see ``violations``.
/// It stops with the value.
package final class StandInForge: Sendable {
    /// The port on 127.0.0.1.
    package var port: Int { listener.port }
    /// The address without a path; `GITHUB_SERVER_URL`.
    package var serverURL: String { "http://127.0.0.1:\(port)" }
    /// The root of the REST API; `GITHUB_API_URL`.
    package var apiURL: String { "\(serverURL)/api/v3" }
    /// Where GraphQL is asked; `GITHUB_GRAPHQL_URL`.
    package var graphQLURL: String { "\(serverURL)/api/graphql" }
    /// The address of the other origin, where no credential may ever come.
    package var elsewhereURL: String { "http://127.0.0.1:\(otherListener.port)" }

    let engine: Engine
    private let listener: Listener
    private let otherListener: Listener
    private let socketListener: Listener?
    private let folder: String
    private let ownsFolder: Bool

    /// Starts a stand-in without repositories.
    ///
    /// `folder` keeps the bare repositories, by default a temporary one that goes with the value; `socket` is a
    /// socket file that is served besides the port, for programs that insist on a host name.
    package init(port: Int = 0, folder: String? = nil, socket: String? = nil) throws {
        ownsFolder = folder == nil
        let place =
            folder
            ?? FileManager.default.temporaryDirectory
            .appending(path: "stand-in-forge-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        self.folder = place
        let engine = try Engine(folder: place)
        self.engine = engine
        let recorder = engine.recorder
        otherListener = try Listener(.port(0)) { request in
            recorder.add(
                StrayRequest(
                    line: "\(request.method) \(request.target)",
                    carriedCredential: request.headers["authorization"] != nil
                        || request.headers["cookie"] != nil || request.target.contains("token")))
            return HTTPAnswer(
                200, headers: [("Content-Type", "application/json; charset=utf-8")],
                body: Array("[]".utf8))
        }
        listener = try Listener(.port(port)) { engine.answer($0) }
        socketListener = try socket.map { try Listener(.file($0)) { engine.answer($0) } }
        engine.start(
            server: "http://127.0.0.1:\(listener.port)",
            elsewhere: "http://127.0.0.1:\(otherListener.port)")
    }

    deinit { remove() }

    /// Stops, and deletes the folder when it is a temporary one.
    package func remove() {
        stop()
        if ownsFolder { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Ends every connection and takes no more; may be called again.
    package func stop() {
        engine.sender.stop()
        listener.stop()
        otherListener.stop()
        socketListener?.stop()
    }

    /// What was asked and answered that GitHub's description does not have, and the stand-in's own failures.
    package var violations: [String] { engine.recorder.violations }
    /// Every request so far, in the order of the answers.
    package var requests: [RecordedRequest] { engine.recorder.requests }
    /// What reached the other origin.
    package var elsewhere: [StrayRequest] { engine.recorder.elsewhere }
    /// Forgets the records; the state stays.
    package func clearRecords() { engine.recorder.clear() }

    /// Lets something go wrong.
    package func inject(_ fault: Fault) { engine.faults.add(fault) }
    /// Lets nothing more go wrong.
    package func clearFaults() { engine.faults.clear() }
}
