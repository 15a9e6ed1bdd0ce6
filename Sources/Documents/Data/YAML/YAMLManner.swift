/// How a YAML file is written: what new parts of it should look like.
struct YAMLManner {
    /// How far a mapping stands in from the key above it.
    let step: Int
    /// How far a sequence stands in from the key above it; often not at all.
    let sequenceStep: Int
    /// The quotes used where some are needed.
    let quotes: DataStyle
    /// Whether block scalars may be used: at the end of a file without final newline they lose theirs.
    let allowsBlockScalars: Bool

    init(of root: DataNode, in source: SourceText) {
        var survey = Survey(source: source)
        survey.visit(root)
        allowsBlockScalars = source.endsWithNewline || source.bytes.isEmpty
        step = Self.mostFrequent(survey.steps) ?? 2
        sequenceStep = Self.mostFrequent(survey.sequenceSteps) ?? step
        quotes = survey.singleQuoted > survey.doubleQuoted ? .singleQuoted : .doubleQuoted
    }

    private static func mostFrequent(_ counts: [Int: Int]) -> Int? {
        counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
    }

    private struct Survey {
        let source: SourceText
        var steps: [Int: Int] = [:]
        var sequenceSteps: [Int: Int] = [:]
        var singleQuoted = 0
        var doubleQuoted = 0

        mutating func visit(_ node: DataNode) {
            guard !node.ownFeatures.contains(.alias) else { return }
            switch node.content {
            case .scalar:
                if node.style == .singleQuoted { singleQuoted += 1 }
                if node.style == .doubleQuoted { doubleQuoted += 1 }
            case .sequence(let items): for item in items { visit(item) }
            case .mapping(let members):
                for member in members {
                    measure(member, in: node)
                    visit(member.value)
                }
            }
        }

        private mutating func measure(_ member: DataMember, in node: DataNode) {
            guard node.style == .block, member.value.style == .block else { return }
            let outer = source.column(of: member.keySpan.lowerBound)
            let distance = source.column(of: member.value.span.lowerBound) - outer
            if case .sequence = member.value.content {
                if (0...16).contains(distance) { sequenceSteps[distance, default: 0] += 1 }
            } else if (1...16).contains(distance) {
                steps[distance, default: 0] += 1
            }
        }
    }
}

extension SourceText {
    /// How many bytes stand before a byte on its line.
    func column(of offset: Int) -> Int { offset - min(startOfLine(at: offset), offset) }
}
