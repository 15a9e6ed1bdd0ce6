import Forge
import Testing

@testable import Remediation

@Suite("Who speaks for the groups of the matrix")
struct ApprovalGroupsTests {
    private let groups = ApprovalGroups([
        "Security": ["@contoso/security", "@grace"], "SRE-Prod": ["contoso/sre"],
    ])
    private let ada = ForgeAccount(login: "Ada", id: 1)
    private let grace = ForgeAccount(login: "grace", id: 2)

    @Test("accounts and teams are asked, and a group that nobody is named for by its name")
    func asked() {
        #expect(groups.asked(for: "Security") == ["contoso/security", "grace"])
        #expect(groups.asked(for: "Service-Owner") == ["Service-Owner"])
        #expect(
            groups.teams(of: ["Security", "SRE-Prod", "x"]) == ["contoso/security", "contoso/sre"])
    }

    @Test("an approval is given by an account that is named, or by a member of a team")
    func given() {
        let teams = ["contoso/sre": [ada], "contoso/security": []]
        let all = ["Security", "SRE-Prod", "ADA", "Other"]
        #expect(
            groups.given(all, by: [ada, grace], teams: teams) == [
                "Security": "grace", "SRE-Prod": "Ada", "ADA": "Ada",
            ])
        #expect(groups.given(all, by: [], teams: teams).isEmpty)
    }

    @Test("a team's member is told by number, never by a login that somebody took over")
    func numbers() {
        let taken = ForgeAccount(login: "Ada", id: 9)
        #expect(groups.given(["SRE-Prod"], by: [taken], teams: ["contoso/sre": [ada]]).isEmpty)
    }
}
