/// Whether a tool proposes updates of what the repository depends on.
package struct UpdateToolLeaf: Hashable, Sendable {
    /// Which question.
    package enum Check: String, CaseIterable, Hashable, Sendable {
        case used, uncovered
    }

    package var check: Check

    /// A leaf from its parts.
    package init(check: Check) { self.check = check }

    /// What may be written.
    static let format = FormatMapping(
        "whether Dependabot, or Renovate, looks after the package managers that the repository uses; attribute `ecosystems`",
        [
            .required(
                "check", .choice(of: Check.self),
                "`used`: a manifest asks for updates; `uncovered`: one does, and neither Renovate nor an entry of `dependabot.yml` looks after it"
            )
        ])
}
