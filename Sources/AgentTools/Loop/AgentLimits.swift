/// How much a brain may use up of one job, whoever it is.
package struct AgentLimits: Sendable, Hashable {
    /// Answers of the brain, those that only plan or talk included.
    package var turns = 40
    /// Tokens of all questions and answers together.
    package var tokens = 1_000_000
    /// How long it may take, from the first question to the last answer.
    package var time = Duration.seconds(3_600)
    /// How many tokens a question may have before old results are left out of it.
    package var contextTokens = 60_000
    /// The most tokens of one answer.
    package var answerTokens = 4_000
    /// How often the same call may give the same result before the brain is told; after that once more ends it.
    package var repeats = 3
    /// How often in a row it may stop while something is left to do.
    package var pauses = 2
    package var calls = CallLimits()

    /// The limits of a job.
    package init() {}
}

/// Who finishes a job that its brain left unfinished.
package enum GivingUp: String, Sendable, Hashable, CaseIterable {
    /// The deterministic path does.
    case pipeline
    /// Nobody: the job counts as failed.
    case fail
}
