/// How a label of ours looks where it is made new.
struct LabelStyle {
    let name: String
    /// Six hex digits.
    let color: String
    let description: String

    private static let known: [String: (color: String, description: String)] = [
        "complybot": ("0e7490", "Opened by complybot"),
        "complybot/hold": ("b45309", "complybot leaves this pull request as it is"),
        "complybot/rebase": ("1d4ed8", "complybot brings this pull request up to date"),
        "complybot/obsolete": ("6b7280", "What this was for is gone; somebody has edited it"),
        "complybot/regressed": ("b91c1c", "What was put right before has come back"),
        "complybot/paused": ("6b7280", "Not brought up to date any more, for nobody looks at it"),
    ]

    /// The style of a label of ours; nil for labels of others, which keep what their repository gives them.
    init?(of name: String) {
        guard let style = Self.known[name.lowercased()] else { return nil }
        self.name = name
        (color, description) = style
    }
}
