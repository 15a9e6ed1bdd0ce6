internal import Basics

/// The state comment: `<!-- complybot:state v1 {…} -->`.
enum StateMarker {
    /// The comment, with at most so many fingerprints; `more` then counts the rest.
    static func comment(_ state: DescriptionState, limit: Int) -> String {
        var members: [JSONValue.Member] = [
            .init("group", .string(state.group)), .init("base", .string(state.base)),
            .init("plan", .string(state.plan)), .init("head", .string(state.head)),
            .init("findings", .array(state.findings.prefix(limit).map { .string($0) })),
        ]
        if state.findings.count > limit {
            members.append(.init("more", .int(state.findings.count - limit)))
        }
        let json = JSONValue.object(members).text(indented: false)
        return "<!-- complybot:state v1 \(inert(json)) -->"
    }

    /// The same JSON without any character that could end the comment, hide in it or act from inside.
    ///
    /// Outside of strings JSON has none of them, so escapes may stand for all; of hyphens only a second one
    /// in a row is escaped, which keeps ids readable.
    private static func inert(_ json: String) -> String {
        var output = ""
        var last: Unicode.Scalar = " "
        for scalar in json.unicodeScalars {
            let isSecondHyphen = scalar == "-" && last == "-"
            if !scalar.isASCII || "<>&#@".unicodeScalars.contains(scalar) || isSecondHyphen {
                for unit in Character(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                output.unicodeScalars.append(scalar)
            }
            last = scalar
        }
        return output
    }
}
