import Testing

@testable import Forge

@Suite("Accounts")
struct ForgeAccountTests {
    @Test("an account is its number, whatever it is called now")
    func renamed() {
        let account = ForgeAccount(login: "ada", id: 77)
        #expect(account.isSame(as: ForgeAccount(login: "ada-lovelace", id: 77)))
        #expect(!account.isSame(as: ForgeAccount(login: "ada", id: 78)))
        #expect(account.isSame(as: ForgeAccount(login: "ada")))
    }

    @Test(
        "a number or a name that looks alike is somebody else",
        arguments: [
            (ForgeAccount(login: "a", id: 77), ForgeAccount(login: "a", id: 771)),
            (ForgeAccount(login: "a", id: 77), ForgeAccount(login: "a", id: 177)),
            (ForgeAccount(login: "a", id: 77), ForgeAccount(login: "a", id: 7)),
            (ForgeAccount(login: "complybot[bot]"), ForgeAccount(login: "complybot[bot]2")),
            (ForgeAccount(login: "complybot[bot]"), ForgeAccount(login: "xcomplybot[bot]")),
            (ForgeAccount(login: "complybot.bot"), ForgeAccount(login: "complybot-bot")),
            (ForgeAccount(login: "caf\u{e9}"), ForgeAccount(login: "cafe\u{301}")),
        ])
    func lookAlikes(one: ForgeAccount, other: ForgeAccount) {
        #expect(!one.isSame(as: other))
        #expect(!other.isSame(as: one))
    }
}
