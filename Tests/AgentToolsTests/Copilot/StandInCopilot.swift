import Basics
import Foundation
import TestSupport

@testable import AgentTools

/// The stand-in with a behaviour and calls, and where it notes what it saw.
struct StandInCopilot {
    var launch: CopilotBrain.Launch
    let notes: String
    /// The notes stand in its folder.
    private let fixture: AgentFixture

    init(
        _ behaviour: String, calls: [(String, String)], in fixture: AgentFixture,
        token: String? = nil
    ) throws {
        self.fixture = fixture
        let folder = fixture.git.folder
        notes = fixture.git.path("notes.json")
        let list = calls.map { #"["\#($0.0)", \#($0.1)]"# }.joined(separator: ", ")
        try folder.write("[\(list)]", to: "calls.json")
        try folder.write(
            """
            #!/bin/sh
            exec /usr/bin/python3 -I -S "\(AgentFixture.root)/Fixtures/copilot/cli.py" \(behaviour) "\(notes)" "$(cat "\(fixture.git.path("calls.json"))")" "$@"

            """, to: "copilot")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: fixture.git.path("copilot"))
        var provider = CopilotProvider(
            .openai, baseURL: "http://127.0.0.1:9/v1", apiKey: "sk-of-the-provider",
            model: "m")
        provider.usesResponses = false
        launch = CopilotBrain.Launch(
            program: fixture.git.path("copilot"), workspaces: fixture.git.path("spaces"),
            cache: fixture.git.path("cache"), provider: token == nil ? provider : nil,
            token: token)
    }

    func seen() throws -> JSONValue {
        let bytes = try Data(contentsOf: URL(filePath: notes))
        return try JSONText.value(parsing: Array(bytes), limit: 16 << 20)
    }

    /// What the host asked or answered with this method.
    func asked(_ method: String) throws -> [JSONValue] {
        (try seen()["messages"]?.items ?? []).filter { $0["method"]?.text == method }
            .compactMap { $0["params"] }
    }
}

extension CopilotBrain.Patience {
    /// Beside the whole suite a test may wait for minutes for its turn.
    static let endless: CopilotBrain.Patience = {
        var patience = CopilotBrain.Patience()
        (patience.start, patience.request) = (.seconds(3_600), .seconds(3_600))
        patience.silence = .seconds(3_600)
        return patience
    }()
}
