/// How much a test run may take; sizes in bytes.
package struct SandboxLimits: Sendable, Hashable {
    /// Wall clock of one run.
    package var wallTime: Duration = .seconds(900)
    /// Processor time of one process.
    package var processorTime: Duration = .seconds(600)
    /// Memory of all processes together.
    package var memory = 2 << 30
    /// Processes and threads at one time.
    package var processes = 256
    /// Open files of one process.
    package var openFiles = 1024
    /// The largest file.
    package var fileSize = 512 << 20
    /// The scratch folder, and each of the temporary folders in memory.
    package var scratch = 2 << 30
    /// Files and folders in the scratch folder.
    package var scratchEntries = 500_000
    /// `/dev/shm`.
    package var sharedMemory = 64 << 20
    /// What is kept of the output, half of it head and half tail.
    package var output = 1 << 20
    /// Wall clock of fetching dependencies.
    package var fetchTime: Duration = .seconds(600)

    /// The limits that hold unless somebody says otherwise.
    package init() {}
}
