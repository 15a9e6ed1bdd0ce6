internal import Snapshots

/// The name of a unit's branch: a function of group and base alone.
enum UnitBranch {
    /// `complybot/GROUP` for the default base, `complybot/GROUP--BASE` for another.
    static func name(group: String, base: String, isDefaultBase: Bool) -> String {
        let own = "complybot/\(slug(group))"
        return isDefaultBase ? own : "\(own)--\(slug(base))"
    }

    /// Whether a branch is one of those that we name.
    static func isOurs(_ branch: String) -> Bool { branch.hasPrefix("complybot/") }

    /// The branch that keeps every one of ours from existing, for Git has no name below another.
    static let blocking = "complybot"

    /// Letters, digits and single hyphens, 1 to 60 of them; the same text gives the same slug.
    static func slug(_ text: String) -> String {
        var slug: [UInt8] = []
        for byte in text.lowercased().utf8 {
            let isPlain =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if isPlain {
                slug.append(byte)
            } else if !slug.isEmpty, slug.last != UInt8(ascii: "-") {
                slug.append(UInt8(ascii: "-"))
            }
        }
        slug = Array(slug.prefix(60))
        while slug.last == UInt8(ascii: "-") { slug.removeLast() }
        return slug.isEmpty ? "x" : String(decoding: slug, as: UTF8.self)
    }
}
