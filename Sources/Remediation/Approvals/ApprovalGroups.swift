internal import Forge

/// Who speaks for the groups that an approval matrix names.
package struct ApprovalGroups: Hashable, Sendable {
    /// Accounts, and teams as `organisation/team`, by group; without `@`.
    private let members: [String: [String]]

    /// Groups from lists of `account`, `@account` and `@organisation/team`.
    package init(_ members: [String: [String]] = [:]) {
        self.members = members.mapValues { $0.map(Reviewers.account) }
    }

    /// Whom a forge asks for a group; a group that nobody is named for is taken for an account of its name.
    func asked(for group: String) -> [String] { members[group] ?? [Reviewers.account(group)] }

    /// The teams that speak for some of the groups, sorted.
    func teams(of groups: [String]) -> [String] {
        Set(groups.flatMap(asked).filter { $0.contains("/") }).sorted()
    }

    /// The groups that have agreed, each with the login of who spoke for it: the first approver who may.
    func given(
        _ groups: [String], by approvers: [ForgeAccount], teams: [String: [ForgeAccount]]
    ) -> [String: String] {
        var given: [String: String] = [:]
        for group in groups {
            let voices = asked(for: group)
            given[group] =
                approvers.first { approver in
                    voices.contains { voice in
                        voice.contains("/")
                            ? teams[voice]?.contains { $0.isSame(as: approver) } ?? false
                            : Self.isSame(voice, approver.login)
                    }
                }?.login
        }
        return given
    }

    /// Forges take logins in any case, and let them have no letters but those of ASCII.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        func folded(_ text: String) -> [UInt8] {
            text.utf8.map {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0
            }
        }
        return folded(one) == folded(other)
    }
}
