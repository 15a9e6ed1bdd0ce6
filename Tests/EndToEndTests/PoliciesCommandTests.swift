import Foundation
import TestSupport
import Testing

@Suite("Policies, through the program")
struct PoliciesCommandTests {
    private struct Found: Decodable {
        struct Result: Decodable {
            let document: String
            let section: [String]
            let excerpt: String
        }
        let retriever: String
        let results: [Result]
    }

    private static let catalog = """
        {"catalog": {"metadata": {"title": "Harbour"}, "controls": [
        {"id": "mo-1", "title": "Spare lines", "props": [{"name": "label", "value": "MO-1"}], "parts": [
        {"name": "statement", "prose": "A spare rope of {{ insert: param, p }} lies ready."}]}],
        "params": [{"id": "p", "label": "length"}]}}
        """

    private func workplace(_ evidence: String) throws -> (
        folder: TemporaryDirectory, options: [String]
    ) {
        let folder = try TemporaryDirectory()
        try folder.write(Self.catalog, to: "policies/harbour.json")
        try folder.write(
            "---\nid: BO-1\ntitle: Boats\nowner: o\nstatus: draft\neffective: 2020-01-01\n---\n# Boats\nA zeppelin is no boat.\n",
            to: "policies/BO-1.md")
        try folder.write("evidence:\n  sources: policies\n\(evidence)", to: "complybot.yml")
        return (folder, ["--config", folder.path + "/complybot.yml"])
    }

    private func search(
        _ query: String, _ options: [String], _ environment: [String: String] = [:]
    ) throws -> Found {
        let outcome = try Program.run(
            ["policies", "search", query, "--format", "json"] + options, environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try outcome.decoded(as: Found.self)
    }

    @Test("the operator's documents are found, drafts only where they are wanted")
    func sources() throws {
        let (folder, options) = try workplace("")
        let home = ["COMPLYBOT_HOME": folder.path + "/home"]
        let found = try search("spare rope", options, home)
        #expect(found.results.first?.section == ["MO-1 Spare lines"])
        #expect(
            found.results.first?.excerpt
                == "A spare rope of [Assignment: organization-defined length] lies ready.")
        #expect(try !search("zeppelin", options, home).results.contains { $0.document == "BO-1" })
        try folder.write("evidence: {sources: policies, also-cite: draft}\n", to: "complybot.yml")
        #expect(try search("zeppelin", options, home).results.first?.document == "BO-1")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/home/evidence.db"))
        let dense = try Program.run(
            ["policies", "search", "rope", "--retriever", "dense"] + options, environment: home)
        #expect(dense.status == 2 && dense.errors.contains("no embedding model is configured"))
    }

    @Test("lint names what is wrong with its line, and which documents are not cited")
    func lint() throws {
        let (folder, _) = try workplace("")
        let good = try Program.run(["policies", "lint", folder.path + "/policies"])
        #expect(good.status == 0)
        #expect(good.output == "BO-1.md: draft, not cited\n0 problems in 2 documents\n")
        try folder.write("---\nid: X\nstatus: live\u{1b}\n---\n# X\ntext\n", to: "x.md")
        let bad = try Program.run(["policies", "lint", folder.path + "/x.md"])
        #expect(bad.status == 2 && !bad.output.contains("\u{1b}"))
        #expect(bad.output.contains("x.md:3: the status is one of draft, active, retired"))
        let none = try Program.run(["policies", "lint", folder.path + "/complybot.yml"])
        #expect(none.status == 2)
        let broken = try Program.run(["policies", "lint", folder.path + "/none"])
        #expect(broken.status == 3)
    }

    @Test("ingest asks a compatible server once for each text, and says what is new")
    func ingest() throws {
        let server = try ScriptedHTTPServer { request, _ in
            let body = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
            let texts = body?["input"] as? [String] ?? []
            let items = texts.enumerated().map { place, text in
                "{\"index\": \(place), \"embedding\": [\(text.contains("rope") || text == "hawser" ? "1, 0" : "0, 1")]}"
            }
            return .respond(
                status: 200, headers: [],
                chunks: [Array("{\"data\": [\(items.joined(separator: ","))]}".utf8)])
        }
        let (folder, options) = try workplace(
            "  embeddings: {provider: openai, model: m, base-url: \"\(server.address)/v1\"}\n")
        let environment = [
            "COMPLYBOT_HOME": folder.path + "/home",
            "COMPLYBOT_EMBEDDINGS_KEY": "key-0123456789abcdef",
        ]
        let first = try Program.run(["policies", "ingest"] + options, environment: environment)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("harbour: 1 new of 1 passage\n"))
        let asked = server.received.count
        #expect(asked > 0)
        #expect(
            server.received.allSatisfy {
                $0.header("Authorization") == "Bearer key-0123456789abcdef"
            })
        let second = try Program.run(["policies", "ingest"] + options, environment: environment)
        #expect(second.output.contains("nothing has changed") && second.output.contains(" 0 made"))
        #expect(server.received.count == asked)
        let found = try search(
            "hawser", options + ["--retriever", "dense", "--limit", "1"], environment)
        #expect(found.results.first?.section == ["MO-1 Spare lines"])
        try folder.write("evidence: {sources: []}\n", to: "complybot.yml")
        let gone = try Program.run(["policies", "ingest"] + options, environment: environment)
        #expect(gone.output.contains("harbour: gone\n"))
    }

    @Test("a model that is not there is a warning, and words decide")
    func noModel() throws {
        let (folder, options) = try workplace("  embeddings: {provider: local}\n")
        let outcome = try Program.run(
            ["policies", "search", "spare", "rope"] + options,
            environment: ["COMPLYBOT_HOME": folder.path + "/home"])
        #expect(outcome.status == 0 && outcome.output.contains("MO-1 Spare lines"))
        #expect(outcome.errors.contains("Scripts/setup-embeddings"))
    }

    @Test(
        "a configuration of evidence that makes no sense is an error with its line",
        arguments: [
            ("evidence: {source: [a]}\n", "did you mean sources?"),
            ("evidence: {also-cite: [old]}\n", "must be one of"),
            ("evidence: {embeddings: {provider: locl}}\n", "did you mean local?"),
            ("evidence: {embeddings: {provider: openai}}\n", "needs model"),
            ("evidence: {embeddings: {provider: local, model: x}}\n", "means nothing"),
            (
                "evidence: {embeddings: {provider: azure, model: x}}\n",
                "AZURE_OPENAI_ENDPOINT is not set"
            ),
            (
                "evidence: {embeddings: {provider: openai, model: x, base-url: \"http://example.com\"}}\n",
                "loopback only"
            ),
            ("evidence: {sources: [none.json]}\n", "none.json"),
        ])
    func configuration(text: String, message: String) throws {
        let folder = try TemporaryDirectory()
        try folder.write(text, to: "complybot.yml")
        let outcome = try Program.run(
            ["policies", "search", "x", "--config", folder.path + "/complybot.yml"],
            environment: ["COMPLYBOT_HOME": folder.path + "/home"])
        #expect(outcome.status >= 2 && outcome.errors.contains(message), "\(outcome.errors)")
    }
}
