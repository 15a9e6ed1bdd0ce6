import Foundation
import HTTPClient
import TestSupport
import Testing

/// LiteLLM's proxy as a child process on a port of loopback.
final class LiteLLMProxy {
    static let key = "sk-proxy-0123456789abcdef"

    /// The program that `Scripts/test-models` installed.
    static var program: String? {
        ProcessInfo.processInfo.environment["COMPLYBOT_TEST_LITELLM"].flatMap {
            FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil
        }
    }

    let address: String
    private let process: Process
    private let folder: TemporaryDirectory

    private init(address: String, process: Process, folder: TemporaryDirectory) {
        self.address = address
        self.process = process
        self.folder = folder
    }

    /// Starts the proxy in front of a server of chat completions, and waits until it says that it is alive.
    static func start(upstream: String) async throws -> LiteLLMProxy {
        let folder = try TemporaryDirectory()
        let configuration = """
            model_list:
              - model_name: bridge
                litellm_params:
                  model: custom_openai/upstream
                  api_base: \(upstream)/v1
                  api_key: none
                  num_retries: 0
                  max_retries: 0
            general_settings:
              master_key: \(key)
            """
        let file = "\(folder.path)/config.yaml"
        try configuration.write(toFile: file, atomically: true, encoding: .utf8)
        let port = try freePort()
        let process = Process()
        process.executableURL = URL(filePath: try #require(program))
        process.arguments = ["--config", file, "--host", "127.0.0.1", "--port", "\(port)"]
        var environment = ProcessInfo.processInfo.environment
        // It would fetch its list of prices from the network otherwise.
        environment["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
        environment["NO_PROXY"] = "127.0.0.1"
        process.environment = environment
        process.currentDirectoryURL = URL(filePath: folder.path)
        let log = "\(folder.path)/log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let handle = try #require(FileHandle(forWritingAtPath: log))
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        let proxy = LiteLLMProxy(
            address: "http://127.0.0.1:\(port)", process: process, folder: folder)
        try await proxy.waitUntilAlive(log: log)
        return proxy
    }

    /// Kills it: asked to end, it would wait for every connection that a client keeps open.
    func stop() { kill(process.processIdentifier, SIGKILL) }

    /// Asks again and again: a program of somebody else has no other way to say that it listens.
    private func waitUntilAlive(log: String) async throws {
        let request = HTTPRequest(.get, try HTTPURL(parsing: address + "/health/liveliness"))
        let client = HTTPClient()
        for _ in 0..<600 where process.isRunning {
            if let answer = try? await client.send(request), answer.status == 200 { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        stop()
        Issue.record(
            "the proxy does not start: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")"
        )
        throw CancellationError()
    }

    private static func freePort() throws -> Int {
        // The listener is gone with this scope; its port was given by the system and is not given again soon.
        try ScriptedHTTPServer([]).port
    }
}
