internal import Basics
internal import Fleet
internal import FoundationEssentials

/// What a recovery point noted, as a page shows it.
enum StepText {
    /// The noted members in words, a checklist by itself; nothing for a point without any.
    static func html(_ step: StepRecord) -> HTML {
        let noted = try? JSONDecoder().decode(JSONValue.self, from: Data(step.detail.utf8))
        guard case .object(let members)? = noted, !members.isEmpty else { return "" }
        let words = members.filter { $0.key != "plan" }.map(words).joined(separator: ", ")
        let line: HTML = words.isEmpty ? "" : #"<span class="soft">\#(words)</span>"#
        guard let plan = members.first(where: { $0.key == "plan" }),
            case .string(let text) = plan.value
        else { return line }
        return #"\#(line)<pre class="soft">\#(text)</pre>"#
    }

    private static func words(_ member: JSONValue.Member) -> String {
        switch (member.key, member.value) {
        case ("ok", .bool(let isDone)): isDone ? "done" : "failed"
        case ("milliseconds", .int(let count)): "in \(count) ms"
        case (let name, .string(let text)): "\(label(name)) \(text)"
        case (let name, let value): "\(label(name)) \(value.text(indented: false))"
        }
    }

    private static func label(_ name: String) -> String {
        String(name.map { $0 == "_" ? " " : $0 })
    }
}
