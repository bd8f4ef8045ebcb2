using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A school's bill run of a period; one that was interrupted goes on where it stopped.</summary>
/// <param name="Run">How often bills of this period were run; the rows of each run stand beside it as documents.</param>
/// <param name="Rows">Rows to work on; refused ones are not among them.</param>
/// <param name="Chunk">The chunk that is due; equal to <paramref name="Chunks"/> when all are done.</param>
/// <param name="TotalVnd">Of the bills of this run's rows, in đồng.</param>
public sealed record BillRun(
    string School,
    string Period,
    int Run,
    Caller By,
    DateTimeOffset BegunAt,
    int Rows,
    int Chunks,
    int Chunk,
    int Issued,
    int Reissued,
    int Updated,
    int Unchanged,
    int Refused,
    long TotalVnd,
    long ReductionVnd,
    DateTimeOffset? FinishedAt)
{
    /// <summary>Rows in one step: their commits share a sync, and their report fits one document.</summary>
    public const int ChunkRows = 250;

    public bool IsUnderWay => FinishedAt is null;

    internal string RowsId(int chunk) => $"rows/{Run:D4}/{chunk:D3}";

    internal string ReportId(int chunk) => $"report/{Run:D4}/{chunk:D3}";

    internal BillRun With(IReadOnlyList<BillRowReport> reports) => this with
    {
        Issued = Issued + CountOf(reports, BillOutcome.Issued),
        Reissued = Reissued + CountOf(reports, BillOutcome.Reissued),
        Updated = Updated + CountOf(reports, BillOutcome.Updated),
        Unchanged = Unchanged + CountOf(reports, BillOutcome.Unchanged),
        Refused = Refused + CountOf(reports, BillOutcome.Refused),
        TotalVnd = TotalVnd + reports.Sum(report => report.TotalVnd),
        ReductionVnd = ReductionVnd + reports.Sum(report => report.ReductionVnd),
    };

    private static int CountOf(IReadOnlyList<BillRowReport> reports, BillOutcome outcome) => reports.Count(report => report.Outcome == outcome);
}

/// <summary>The report on one row.</summary>
/// <param name="Bill">The bill's id; null when there is none.</param>
/// <param name="FormerVnd">What the bill it replaces was over; null when it replaces none.</param>
public sealed record BillRowReport(
    int Line, BillOutcome Outcome, string Name, string Class, string? Bill, long TotalVnd, long ReductionVnd, long? FormerVnd, Problem? Problem);

/// <summary>What a list would do, row by row.</summary>
public sealed record BillRunPreview(
    string School,
    string Period,
    int Issued,
    int Reissued,
    int Updated,
    int Unchanged,
    int Refused,
    long TotalVnd,
    long ReductionVnd,
    IReadOnlyList<BillRowReport> Rows);
