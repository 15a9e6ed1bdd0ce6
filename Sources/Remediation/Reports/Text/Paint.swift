package import RuleEngine

/// Colours of a terminal, or none.
package struct Paint: Sendable {
    private let isOn: Bool

    /// Colours that are on or off.
    package init(isOn: Bool) { self.isOn = isOn }

    package func bold(_ text: String) -> String { wrap(text, "1") }
    package func dim(_ text: String) -> String { wrap(text, "2") }
    package func green(_ text: String) -> String { wrap(text, "32") }

    /// A severity in its colour.
    package func severity(_ severity: Severity) -> String {
        self.severity(severity, severity.rawValue)
    }

    /// A text in the colour of a severity.
    func severity(_ severity: Severity, _ text: String) -> String {
        switch severity {
        case .critical, .high: wrap(text, "31")
        case .medium: wrap(text, "33")
        case .low: wrap(text, "36")
        case .info: wrap(text, "2")
        }
    }

    private func wrap(_ text: String, _ code: String) -> String {
        isOn && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
