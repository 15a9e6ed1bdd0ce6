internal import Basics
internal import LanguageModels

/// What the Copilot CLI tells of a session, as far as it matters here.
enum CopilotEvent: Hashable, Sendable {
    case message(String)
    case delta(String)
    case reasoning(String)
    case usage(CopilotUsage)
    case turnEnded
    /// A call of one of our tools; the request wants an answer.
    case toolRequested(request: String, call: String, tool: String, arguments: JSONValue)
    /// It wants to do something; ours to allow or not.
    case permissionRequested(request: String, kind: String, tool: String)
    case idle
    case error(String)
    /// It ended, or nothing can be understood any more.
    case over(CopilotError)

    /// The event that a notification tells; nil for one that does not matter.
    init?(_ parameters: JSONValue, session: String) {
        guard parameters["sessionId"]?.text == session, let event = parameters["event"],
            let type = event["type"]?.text, let data = event["data"]
        else { return nil }
        func text(_ key: String) -> String { data[key]?.text ?? "" }
        switch type {
        case "assistant.message": self = .message(text("content"))
        case "assistant.message_delta": self = .delta(text("deltaContent"))
        case "assistant.reasoning": self = .reasoning(text("content"))
        case "assistant.usage": self = .usage(CopilotUsage(data))
        case "session.compaction_complete":
            guard let counted = data["compactionTokensUsed"] else { return nil }
            self = .usage(CopilotUsage(counted))
        case "assistant.turn_end": self = .turnEnded
        case "external_tool.requested":
            self = .toolRequested(
                request: text("requestId"), call: text("toolCallId"), tool: text("toolName"),
                arguments: data["arguments"] ?? .object([]))
        case "permission.requested":
            if data["resolvedByHook"]?.flag == true { return nil }
            let wish = data["permissionRequest"]
            self = .permissionRequested(
                request: text("requestId"), kind: wish?["kind"]?.text ?? "",
                tool: wish?["toolName"]?.text ?? "")
        case "session.idle": self = .idle
        case "session.error": self = .error(text("message"))
        default: return nil
        }
    }
}

/// What the CLI tells of a question to its model.
struct CopilotUsage: Hashable, Sendable {
    /// The tokens; nil where it counted none, as it does when its provider told none, or absurdly many.
    let tokens: ModelUsage?
    /// The model's name; nil where it names none that can be one.
    let model: String?

    /// What an event holds; a stranger's numbers and words.
    init(_ data: JSONValue) {
        let counted = ModelUsage(
            told: data["inputTokens"]?.integer, data["outputTokens"]?.integer,
            cached: data["cacheReadTokens"]?.integer, writes: data["cacheWriteTokens"]?.integer)
        tokens = counted.flatMap { $0.total > 0 ? $0 : nil }
        model = data["model"]?.text.flatMap { OutsideScanner.isName($0, "-_.:/") ? $0 : nil }
    }
}

/// The model server that the Copilot CLI asks instead of GitHub's.
package struct CopilotProvider: Sendable, Hashable {
    /// The interface as the CLI calls it.
    package enum Kind: String, Sendable, Hashable {
        case openai, azure, anthropic
    }

    package var kind: Kind
    package var baseURL: String
    package var apiKey: String?
    package var model: String
    /// Whether the server speaks responses rather than chat completions.
    package var usesResponses = false
    /// The version of Azure's interface.
    package var apiVersion: String?

    /// A provider from its parts.
    package init(_ kind: Kind, baseURL: String, apiKey: String?, model: String) {
        self.kind = kind
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("type", .string(kind.rawValue)), .init("baseUrl", .string(baseURL)),
        ]
        if let apiKey { members.append(.init("apiKey", .string(apiKey))) }
        if kind != .anthropic {
            members.append(.init("wireApi", usesResponses ? "responses" : "completions"))
        }
        if let apiVersion {
            members.append(.init("azure", .members(["apiVersion": .string(apiVersion)])))
        }
        return .object(members)
    }
}

/// What the Copilot CLI is asked.
struct CopilotRequests: Sendable {
    /// The version of the protocol that is spoken here.
    static let protocolVersion = 3

    let session: String
    let workspace: String
    let provider: CopilotProvider?
    let token: String?

    /// A session with our tools as the only ones and our words as the only instructions.
    ///
    /// Whatever else the CLI could bring (tools of its own, servers, skills, hooks, instructions it finds, telemetry) is turned off.
    func create(tools: [ToolDefinition], system: String) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("sessionId", .string(session)), .init("clientName", "complybot"),
            .init(
                "tools",
                .array(
                    tools.map {
                        .members([
                            "name": .string($0.name), "description": .string($0.summary),
                            "parameters": $0.input.json,
                        ])
                    })),
            .init("availableTools", .array(tools.map { .string("custom:\($0.name)") })),
            .init("toolFilterPrecedence", "excluded"),
            .init(
                "systemMessage", .members(["mode": "replace", "content": .string(system)])),
            .init("requestPermission", .bool(true)), .init("streaming", .bool(true)),
            .init("workingDirectory", .string(workspace)),
            .init("infiniteSessions", .members(["enabled": .bool(true)])),
            .init("mcpOAuthTokenStorage", "in-memory"),
            .init("embeddingCacheStorage", "in-memory"),
            .init("envValueMode", "direct"), .init("skipEmbeddingRetrieval", .bool(true)),
        ]
        for feature in [
            "requestElicitation", "requestExitPlanMode", "requestAutoModeSwitch",
            "enableSessionTelemetry", "enableOnDemandInstructionDiscovery", "enableFileHooks",
            "enableHostGitOperations", "enableSessionStore", "enableSkills",
            "enableConfigDiscovery",
        ] {
            members.append(.init(feature, .bool(false)))
        }
        if let provider {
            members.append(.init("provider", provider.json))
            members.append(.init("model", .string(provider.model)))
        } else if let token {
            members.append(.init("gitHubToken", .string(token)))
        }
        return .object(members)
    }

    /// What can be turned off in a session that is there only.
    var options: JSONValue {
        .members([
            "sessionId": .string(session), "skipCustomInstructions": .bool(true),
            "customAgentsLocalOnly": .bool(true), "coauthorEnabled": .bool(false),
            "manageScheduleEnabled": .bool(false), "installedPlugins": .array([]),
        ])
    }

    func send(_ text: String) -> JSONValue {
        .members(["sessionId": .string(session), "prompt": .string(text)])
    }

    func answer(_ request: String, _ text: String, isError: Bool) -> JSONValue {
        .members([
            "sessionId": .string(session), "requestId": .string(request),
            "result": .members([
                "textResultForLlm": .string(text),
                "resultType": isError ? "failure" : "success",
                "toolTelemetry": .object([]),
            ]),
        ])
    }

    func permission(_ request: String, isGranted: Bool) -> JSONValue {
        .members([
            "sessionId": .string(session), "requestId": .string(request),
            "result": .members(["kind": isGranted ? "approve-once" : "reject"]),
        ])
    }
}
