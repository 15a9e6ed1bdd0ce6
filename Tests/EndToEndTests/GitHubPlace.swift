import Foundation
import StandInForge
import TestSupport
import Testing

/// One drifting repository on the stand-in, and the App.
struct GitHubPlace {
    static let name = "contoso/orders"
    let folder: TemporaryDirectory
    let forge: StandInForge
    let environment: [String: String]

    init() throws {
        folder = try TemporaryDirectory()
        forge = try StandInForge()
        try forge.addOrganization("contoso", members: ["ada": "admin", "grace": "member"])
        try forge.addTeam(
            "security", in: "contoso", members: ["grace"], repositories: [])
        try forge.addRepository(
            Self.name,
            files: [
                ".github/workflows/ci.yml":
                    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n"
            ])
        let app = try forge.addApp("complybot", owner: "contoso")
        try forge.install(app, in: "contoso")
        let key = "\(folder.path)/app.pem"
        try folder.write(app.privateKey, to: "app.pem")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        environment = [
            "COMPLYBOT_GITHUB_APP_ID": "\(app.id)",
            "COMPLYBOT_GITHUB_APP_PRIVATE_KEY_FILE": key,
            "COMPLYBOT_HOME": "\(folder.path)/home", "GITHUB_SERVER_URL": forge.serverURL,
            "GITHUB_API_URL": forge.apiURL,
        ]
    }

    /// Works on the repository under an operator's configuration.
    func remediate(_ configuration: String = "") throws -> Program.Outcome {
        try folder.write(configuration, to: "operator.yml")
        let outcome = try Program.run(
            [
                "remediate", "\(forge.serverURL)/\(Self.name).git", "--rule",
                "actions-least-privilege", "--config", "\(folder.path)/operator.yml",
            ], in: folder.path, environment: environment)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        return outcome
    }
}
