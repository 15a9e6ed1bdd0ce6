import Foundation
import StandInForge
import TestSupport
import Testing

@Suite("Packs in private repositories")
struct GitHubPackTests {
    @Test("an App reads a pack with a token for that repository alone, and a stranger does not")
    func app() throws {
        let fleet = try GitHubFleet(as: .app)
        let source = try PackRepository.make()
        try fleet.forge.addRepository(fleet.full("rules"), from: source.path)
        try fleet.forge.setPrivate(true, fleet.full("rules"))
        let commit = try #require(try fleet.forge.branches(of: fleet.full("rules"))["main"])
        let address = "\(fleet.forge.serverURL)/\(fleet.full("rules")).git"
        try fleet.folder.write(
            "packs: [{git: \"\(address)\", commit: \(commit), path: hygiene}]\n",
            to: "operator.yml")
        let words = ["rules", "list", "--config", "\(fleet.folder.path)/operator.yml"]
        var stranger = fleet.environment.filter { !$0.key.contains("GITHUB_APP") }
        stranger["COMPLYBOT_HOME"] = "\(fleet.folder.path)/other"
        let refused = try Program.run(words, in: fleet.folder.path, environment: stranger)
        #expect(refused.status == 3 || refused.status == 2, "\(refused.output)")
        let list = try Program.run(words, in: fleet.folder.path, environment: fleet.environment)
        #expect(list.status == 0 && list.output.contains("hygiene"), "\(list.errors)")
        let tokens = fleet.forge.requests.filter { $0.path.hasSuffix("/access_tokens") }
        #expect(tokens.count == 1)
        #expect(fleet.forge.violations.isEmpty, "\(fleet.forge.violations)")
    }
}
