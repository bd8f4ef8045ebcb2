using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A page of a unit's registrations.</summary>
/// <param name="Unit">Unit code; officers ask for their own.</param>
/// <param name="Class">Only this class; null for all.</param>
/// <param name="State">Only this state; null for all.</param>
/// <param name="Next">Only those this actor has to deal with; null for all.</param>
public sealed record ListUnit(
    string Session,
    string Unit,
    string? Class = null,
    RegistrationState? State = null,
    NextActor? Next = null,
    int Take = 50,
    string? Continuation = null);

/// <summary>Rows with the way to the next page.</summary>
public sealed record RegistrationList(IReadOnlyList<RegistrationRow> Rows, string? Continuation);

/// <summary>Lists registrations for officers and families.</summary>
public sealed class ListRegistrations(IViewStore views)
{
    /// <summary>The most rows of one page.</summary>
    public const int MaxTake = 200;

    /// <summary>Rows looked at for one page of a filtered list; the next page goes on from there.</summary>
    public const int MaxScanned = 2_000;

    private const int ScanStep = 500;

    /// <summary>A unit's list or queue. A filtered page may hold fewer rows than asked for and still have a next one.</summary>
    public async ValueTask<Result<RegistrationList>> OfUnitAsync(ListUnit query, Asked asked, CancellationToken cancellationToken)
    {
        if (!Permissions.IsOfficerOf(asked.Caller, query.Unit)) return KernelProblems.Forbidden;
        var take = Math.Clamp(query.Take, 1, MaxTake);
        var rows = new List<RegistrationRow>(take);
        var from = query.Continuation is { } last ? After(last) : query.Class is { } first ? first + "|" : null;
        for (var scanned = 0; scanned < MaxScanned;)
        {
            var page = await views.RangeAsync(
                new ViewRange(
                    ExamViews.ByUnit,
                    ExamViews.UnitPartition(query.Session, query.Unit),
                    ScanStep,
                    from,
                    query.Class is { } only ? only + "}" : null),
                cancellationToken);
            foreach (var stored in page.Rows)
            {
                var row = ExamViews.Read(stored);
                if (!Matches(row, query)) continue;
                if (rows.Count == take) return new RegistrationList(rows, ExamViews.RowSort(rows[^1]));
                rows.Add(row);
            }

            if (page.Continuation is null) return new RegistrationList(rows, null);
            scanned += page.Rows.Count;
            from = After(page.Rows[^1].Sort);
        }

        return new RegistrationList(rows, from![..^1]);
    }

    /// <summary>The caller's own registrations.</summary>
    public async ValueTask<Result<RegistrationList>> OfFamilyAsync(Asked asked, CancellationToken cancellationToken)
    {
        if (asked.Caller.Role is not Role.Family) return KernelProblems.Forbidden;
        var page = await views.RangeAsync(new ViewRange(ExamViews.ByAccount, asked.Caller.Id, MaxTake), cancellationToken);
        return new RegistrationList([.. page.Rows.Select(ExamViews.Read)], page.Continuation);
    }

    /// <summary>The first key that can follow another.</summary>
    private static string After(string sort) => sort + "\u0001";

    private static bool Matches(RegistrationRow row, ListUnit query) =>
        (query.State is null || row.State == query.State)
        && (query.Next is not { } actor || (row.Next & actor) != 0);
}
