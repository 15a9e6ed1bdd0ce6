internal import Basics
internal import Fleet
internal import FoundationEssentials

/// A recovery point as a page shows it: stages by their names, a model's calls by those of their tools.
struct StepText {
    let name: String
    /// What was noted, in words; empty for nothing.
    let detail: String

    /// The words of a point; a note that is not understood is shown as it stands.
    init(_ step: StepRecord) {
        let noted = try? JSONDecoder().decode(JSONValue.self, from: Data(step.detail.utf8))
        guard case .object(let members)? = noted else {
            (name, detail) = (step.name, step.detail)
            return
        }
        let values = Dictionary(members.map { ($0.key, $0.value) }) { $1 }
        switch step.name {
        case "session.start": name = "model drives"
        case "session.end": name = "model ended"
        case "tool.end":
            name = values["tool"].map(Self.text) ?? step.name
            let time = values["milliseconds"].map { " in \(Self.text($0)) ms" } ?? ""
            detail = (values["code"].map(Self.text) ?? "done") + time
            return
        case "role":
            (name, detail) = (step.name, values["role"].map(Self.text) ?? "")
            return
        default: name = step.name
        }
        detail = members.map { "\(Self.label($0.key)) \(Self.text($0.value))" }
            .joined(separator: ", ")
    }

    /// The newest checklist among points, a line each with its box; nil where no model has driven.
    static func plan(among steps: [StepRecord]) -> String? {
        guard let last = steps.last(where: isPlan),
            let noted = try? JSONDecoder().decode(
                [String: String].self, from: Data(last.detail.utf8)), let plan = noted["plan"]
        else { return nil }
        return plan.split(separator: "\n").map { line in
            for (box, shown) in [("- [ ] ", "☐ "), ("- [x] ", "☑ ")] where line.hasPrefix(box) {
                return shown + line.dropFirst(box.count)
            }
            return String(line)
        }.joined(separator: "\n")
    }

    /// Whether a point is a checklist, of which the newest is shown by itself.
    static func isPlan(_ step: StepRecord) -> Bool { step.name == "plan" }

    private static func text(_ value: JSONValue) -> String {
        if case .string(let text) = value { text } else { value.text(indented: false) }
    }

    private static func label(_ name: String) -> String {
        String(name.map { $0 == "_" ? " " : $0 })
    }
}
