internal import Basics
internal import LanguageModels
internal import Remediation

/// Where the edits of one run are weighed: asks for proposals and for marks, within the run's budgets.
///
/// Questions are asked one after the other, in an order that is always the same; what fails counts as not said.
package struct DeliberationTable: Sendable {
    private let deliberation: Deliberation
    private let repository: String
    private let purse: AgentPurse
    private let tell: @Sendable (AgentEvent) -> Void

    /// What a model gave when it was asked.
    enum Answer: Sendable {
        case text(String)
        case none(String)
    }

    init(
        _ deliberation: Deliberation, for job: RepositoryJob, _ purse: AgentPurse,
        tell: @escaping @Sendable (AgentEvent) -> Void
    ) {
        self.deliberation = deliberation
        repository = job.name
        self.purse = purse
        self.tell = tell
    }

    func note(_ candidates: [EditCandidate]) { tell(.deliberated(candidates)) }

    /// Sets the second and later candidates apart.
    private static let leanings = [
        "Make the smallest change that serves the purpose.",
        "Look for the cause first, and change it where it lies.",
        "Prefer what a maintainer of this code would write, in its own style.",
        "Prefer what keeps the behaviour of everything that is not named.",
    ]

    private static func prompt(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private func model(of number: Int) -> any LanguageModel {
        deliberation.models[(number - 1) % deliberation.models.count]
    }

    // MARK: Proposals

    /// The others' proposals beside the brain's own, which is the first; one that is missing has its reason.
    func proposals(
        about material: JSONValue
    ) async -> [(candidate: EditCandidate, proposal: EditProposal?)] {
        var proposals: [(EditCandidate, EditProposal?)] = []
        for number in 2...deliberation.candidates {
            let author = model(of: number).identity.description
            let leaning = Self.leanings[(number - 2) % Self.leanings.count]
            let answer = await ask(
                number, Self.prompt(PackageResources.candidate_md) + "\n" + leaning + "\n",
                material, form: ("fix_code", Self.form), tokens: 4_000)
            switch answer {
            case .none(let why):
                proposals.append((EditCandidate(number, by: author, .missing(why)), nil))
            case .text(let text):
                guard
                    let arguments = Self.form.document(
                        inAnswer: text, limit: ToolRegistry.maximumArguments)
                else {
                    let why = "the answer is not of fix_code's form"
                    proposals.append((EditCandidate(number, by: author, .missing(why)), nil))
                    continue
                }
                proposals.append(
                    (
                        EditCandidate(number, by: author),
                        EditProposal(number: number, arguments: arguments)
                    ))
            }
        }
        return proposals
    }

    private static let form = ToolSchema.object(StandardTool.fixCode.arguments)

    // MARK: Marks

    /// What each of the candidates' authors says of the others; one that answers nothing of the form says nothing.
    func marks(of proposals: [EditProposal], about material: JSONValue) async -> [PeerMarks] {
        guard proposals.count > 1 else { return [] }
        var marks: [PeerMarks] = []
        for judge in proposals {
            let others = proposals.filter { $0.number != judge.number }
            let shown: JSONValue = .array(
                others.map { $0.arguments.setting("candidate", to: .int($0.number)) })
            let answer = await ask(
                judge.number, Self.prompt(PackageResources.critique_md),
                material.setting("candidates", to: shown), form: ("marks", PeerMarks.schema),
                tokens: 600)
            guard case .text(let text) = answer,
                let read = PeerMarks(text, of: others.map(\.number))
            else { continue }
            marks.append(read)
        }
        return marks
    }

    private func ask(
        _ number: Int, _ instructions: String, _ data: JSONValue,
        form: (name: String, schema: ToolSchema), tokens: Int
    ) async -> Answer {
        if let budget = purse.isSpent { return .none("the budget of \(budget) is used up") }
        let request = ModelRequest(
            messages: [.system(instructions), .user(data.text(indented: false))],
            format: .json(name: form.name, schema: form.schema.json), maxOutputTokens: tokens,
            purpose: .init("deliberate", run: "\(deliberation.run)/\(repository)"))
        do throws(ModelError) {
            let response = try await model(of: number).complete(request)
            purse.spend(TokenEstimate.tokens(of: response, to: request))
            return response.finishReason == .stop
                ? .text(response.text) : .none("the answer is not whole")
        } catch {
            return .none(error.diagnostic.description)
        }
    }
}
