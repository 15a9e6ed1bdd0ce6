import Foundation
import TestSupport
import Testing

@Suite(
    "What fix leaves behind in the FastAPI fixtures",
    .enabled(
        if: Program.wheelhouse != nil, "COMPLYBOT_TEST_WHEELHOUSE names no folder of Python wheels")
)
struct FixtureContractTests {
    @Test(
        "fix gives an application that starts and answers as the contract says, and its own tests pass",
        arguments: [
            ("contoso-orders-api", "app.main:app", "contoso-orders-api"),
            ("contoso-payments-api", "payments.service:create_app()", "contoso-payments-api"),
            ("contoso-catalog-api", "catalog.server:api", "contoso-catalog-api"),
            ("contoso-inventory-api", "inventory.api:app", "inventory-api"),
        ])
    func contract(fixture: String, application: String, service: String) throws {
        let folder = try TemporaryDirectory()
        let repository = "\(folder.path)/\(fixture)"
        try FileManager.default.copyItem(
            atPath: "\(Program.root)/Fixtures/fleet/\(fixture)", toPath: repository)
        try Program.tool(
            ["git", "init", "--quiet", "--initial-branch", "main", "."], in: repository)
        try Program.tool(["git", "add", "--all"], in: repository)
        try Program.tool(["git", "commit", "--quiet", "--message", "First"], in: repository)
        let fixed = try Program.run([
            "fix", repository, "--advisories", "\(Program.root)/Fixtures/advisories", "--var",
            "code_owner=@contoso/platform", "--var", "security_contact=security@contoso.example",
        ])
        #expect(fixed.status == 0, "\(fixed.errors)")

        let site = "\(folder.path)/site"
        try Program.tool(
            [
                "python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                "--no-index",
                "--find-links", try #require(Program.wheelhouse), "--target", site, "--requirement",
                "requirements.txt",
            ], in: repository)
        let own = try Program.tool(
            ["python3", "-m", "pytest", "-q", "-p", "no:cacheprovider"], in: repository,
            environment: ["PYTHONPATH": site, "PYTHONDONTWRITEBYTECODE": "1"])
        #expect(own.contains(" passed"))
        let contract = try Program.tool(
            [
                "python3", "-m", "pytest", "-q", "-p", "no:cacheprovider",
                "\(Program.root)/Fixtures/contract",
            ],
            in: repository,
            environment: [
                "PYTHONPATH": "\(site):\(repository)", "PYTHONDONTWRITEBYTECODE": "1",
                "CONTRACT_APP": application, "CONTRACT_SERVICE": service,
            ])
        #expect(contract.contains(" passed"))
        let again = try Program.run(["fix", "--dry-run", repository])
        #expect(again.output.isEmpty, "a second fix changes nothing: \(again.output)")
    }
}
