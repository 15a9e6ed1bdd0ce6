import Basics
import LanguageModels
import Testing

@Suite struct ModelConfigurationTests {
    @Test(
        "nothing configured is no model",
        arguments: [
            [:], ["OPENAI_BASE_URL": ""], ["OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"],
        ] as [[String: String]])
    func none(_ environment: [String: String]) throws {
        #expect(try ModelConfiguration.fromEnvironment(environment) == [])
    }

    @Test("a base URL is enough, and key and model are taken along")
    func configured() throws {
        let bare = try #require(
            try ModelConfiguration.fromEnvironment(["OPENAI_BASE_URL": "http://127.0.0.1:8080/v1"])
                .first)
        #expect(bare.apiKey == nil && bare.model == ModelConfiguration.defaultModel)
        let full = try #require(
            try ModelConfiguration.fromEnvironment([
                "OPENAI_BASE_URL": "https://models.example/v1/", "OPENAI_API_KEY": "sk-secret",
                "OPENAI_MODEL": "large",
            ]).first)
        #expect(full.apiKey == "sk-secret" && full.model == "large")
        #expect(!"\(full)".contains("sk-secret"))
        var dumped = ""
        dump(full, to: &dumped)
        #expect(!dumped.contains("sk-secret"))
    }

    @Test(
        "half a configuration is the user's error",
        arguments: [
            ["OPENAI_BASE_URL": "models.example"], ["OPENAI_BASE_URL": "http://models.example/v1"],
            ["OPENAI_BASE_URL": "https://k@models.example/v1"],
            ["OPENAI_BASE_URL": "https://models.example/v1?key=x"],
            ["OPENAI_BASE_URL": "https://models.example", "OPENAI_API_KEY": "a\r\nX: y"],
            ["OPENAI_BASE_URL": "https://models.example", "OPENAI_MODEL": "a b"],
        ])
    func half(_ environment: [String: String]) {
        #expect {
            try ModelConfiguration.fromEnvironment(environment)
        } throws: {
            ($0 as? ModelError)?.diagnostic.kind == .usage
        }
    }
}
