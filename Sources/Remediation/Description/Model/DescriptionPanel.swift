internal import Basics
internal import LanguageModels

/// The specialists at work: all are asked side by side, and what they answer is put together in their order.
struct DescriptionPanel {
    /// What the specialists wrote, put together.
    struct Draft: Sendable {
        var prose: DescriptionProse
        /// The parts that a specialist wrote.
        var written: [DescriptionPart] = []
        var fates: [DescriptionPart: DescriptionOutcomes.Fate] = [:]
        var failures: [ModelDescriber.Failure] = []
        var usage: ModelUsage?
    }

    private typealias Answer = (
        specialist: Specialist, result: Result<ModelResponse, ModelError>
    )

    let model: any LanguageModel
    let conversation: DescriptionConversation
    /// The facts as the writers are given them.
    let data: String

    /// A draft; of several, each `variant` leans another way.
    func draft(
        _ facts: DescriptionFacts, over fallback: DescriptionProse, variant: Int = 0
    ) async -> Draft {
        var draft = Draft(prose: fallback)
        var asked: [Specialist] = []
        for specialist in Specialist.allCases {
            if specialist.hasMaterial(in: facts) {
                asked.append(specialist)
            } else {
                for part in specialist.parts { draft.fates[part] = .unasked }
            }
        }
        let answers = await withTaskGroup(of: Answer.self) { group in
            for specialist in asked {
                group.addTask { (specialist, await ask(specialist, variant)) }
            }
            return await group.reduce(into: [Specialist: Result<ModelResponse, ModelError>]()) {
                $0[$1.specialist] = $1.result
            }
        }
        // Not in the order in which they came.
        for specialist in asked {
            if let answer = answers[specialist] { take(answer, of: specialist, into: &draft) }
        }
        return draft
    }

    private func ask(
        _ specialist: Specialist, _ variant: Int
    ) async -> Result<ModelResponse, ModelError> {
        var instructions = conversation.prompts.instructions(of: specialist)
        if variant > 0 {
            instructions += "\n" + Self.leanings[(variant - 1) % Self.leanings.count] + "\n"
        }
        do throws(ModelError) {
            return .success(
                try await conversation.answer(
                    of: model, to: data, instructions: instructions, purpose: "describe",
                    form: ("description_\(specialist.rawValue)", specialist.schema),
                    maxOutputTokens: 2000))
        } catch {
            return .failure(error)
        }
    }

    private func take(
        _ result: Result<ModelResponse, ModelError>, of specialist: Specialist,
        into draft: inout Draft
    ) {
        do throws(ModelError) {
            let response = try result.get()
            draft.usage = draft.usage + response.usage
            guard let answer = SpecialistAnswer(of: specialist, from: response.text) else {
                throw DescriptionConversation.malformed(model)
            }
            let unknown = answer.merge(into: &draft.prose)
            for part in specialist.parts {
                if unknown.contains(part) {
                    draft.fates[part] = .unknown
                } else {
                    draft.written.append(part)
                }
            }
        } catch {
            draft.failures.append(.init(writer: specialist.rawValue, error: error))
            for part in specialist.parts { draft.fates[part] = .unanswered }
        }
    }

    /// What sets the second and later candidates apart from the first.
    private static let leanings = [
        "Be as brief as the rules allow.", "Name every changed file and every rule of your part.",
        "Write for a reviewer who sees this service for the first time.",
        "Write for a reviewer who knows the service and has two minutes.",
    ]
}

extension ModelUsage? {
    /// Both together, as far as they are known.
    static func + (left: ModelUsage?, right: ModelUsage?) -> ModelUsage? {
        guard let left, let right else { return left ?? right }
        return ModelUsage(
            input: left.input + right.input, output: left.output + right.output,
            cachedInput: left.cachedInput + right.cachedInput,
            cacheWrites: left.cacheWrites + right.cacheWrites)
    }
}
