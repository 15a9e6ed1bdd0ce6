/// What one specialist wrote: the parts it owns, and how sure it is of each.
///
/// Members that belong to others, or to nobody, are not read: they have no way into the description.
struct SpecialistAnswer: Sendable, Hashable {
    /// How sure a writer counts as that does not say.
    private static let unstated = 50

    let specialist: Specialist
    private let prose: DescriptionProse

    /// Reads an answer; nil when it is not one JSON document with every part of the specialist.
    init?(of specialist: Specialist, from text: String) {
        guard let form = AnswerDocument.read(Form.self, from: text) else { return nil }
        var prose = DescriptionProse(
            summary: "", changes: form.changes ?? [],
            policyCompliance: form.policyCompliance ?? [], riskAssessment: "", testing: "")
        for part in specialist.parts {
            switch part {
            case .changes: guard form.changes != nil else { return nil }
            case .policyCompliance: guard form.policyCompliance != nil else { return nil }
            // Nothing is known of most rollouts; to leave it out says so.
            case .rollout: prose.rollout = form.texts[part] ?? ""
            default:
                guard let text = form.texts[part] else { return nil }
                prose[part] = text
            }
            let stated = form.confidence[Specialist.confidenceKey(of: part)] ?? Self.unstated
            prose.confidence[part] = stated >= 100 ? nil : max(0, stated)
        }
        self.specialist = specialist
        self.prose = prose
    }

    /// Puts the specialist's parts into prose.
    ///
    /// - Returns: the parts of which it knows nothing; they stay as they are.
    func merge(into other: inout DescriptionProse) -> [DescriptionPart] {
        var unknown: [DescriptionPart] = []
        for part in specialist.parts {
            if prose.confidence(in: part) == 0 || isSilent(part) {
                unknown.append(part)
            } else {
                other.take(part, from: prose)
            }
        }
        return unknown
    }

    private func isSilent(_ part: DescriptionPart) -> Bool {
        prose[part].map { $0.allSatisfy(\.isWhitespace) } ?? false
    }

    /// The members that are read, each of its own type.
    private struct Form: Decodable {
        var texts: [DescriptionPart: String] = [:]
        var changes: [DescriptionProse.Change]?
        var policyCompliance: [DescriptionProse.Compliance]?
        var confidence: [String: Int] = [:]

        init(from decoder: any Decoder) throws {
            let form = try decoder.container(keyedBy: MemberName.self)
            for part in DescriptionPart.allCases {
                let key = MemberName(stringValue: part.rawValue)
                switch part {
                case .changes:
                    changes = try form.decodeIfPresent([Change].self, forKey: key)?.map(\.value)
                case .policyCompliance:
                    policyCompliance = try form.decodeIfPresent([Compliance].self, forKey: key)?
                        .map(\.value)
                default: texts[part] = try form.decodeIfPresent(String.self, forKey: key)
                }
                let name = Specialist.confidenceKey(of: part)
                confidence[name] = try? form.decode(
                    Int.self, forKey: MemberName(stringValue: name))
            }
        }
    }

    private struct Change: Decodable {
        let value: DescriptionProse.Change

        init(from decoder: any Decoder) throws {
            let form = try decoder.container(keyedBy: MemberName.self)
            value = .init(
                path: try form.decode(String.self, forKey: "path"),
                text: try form.decode(String.self, forKey: "text"))
        }
    }

    private struct Compliance: Decodable {
        let value: DescriptionProse.Compliance

        init(from decoder: any Decoder) throws {
            let form = try decoder.container(keyedBy: MemberName.self)
            value = .init(
                citation: try form.decode(Int.self, forKey: "citation"),
                text: try form.decode(String.self, forKey: "text"))
        }
    }
}

/// A member's name as it stands in a document.
struct MemberName: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
    init(stringLiteral value: String) { stringValue = value }
}
