using PublicServices.Contracts;
using PublicServices.Exams;

namespace PublicServices.Tests.Unit.Exams;

public sealed class MovesTests
{
    private const string OK = "=";

    /// <summary>
    /// Rows are states, columns actions; a cell is the next state for a settled fee at a unit that checks, <c>=</c> for the
    /// same state, or the refusal's code.
    /// </summary>
    private static readonly Dictionary<RegistrationState, Dictionary<RegistrationAction, string>> Table = Rows();

    public static TheoryData<RegistrationState, RegistrationAction> EveryPair()
    {
        var pairs = new TheoryData<RegistrationState, RegistrationAction>();
        foreach (var state in Enum.GetValues<RegistrationState>())
        {
            foreach (var action in Enum.GetValues<RegistrationAction>()) pairs.Add(state, action);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Next_EveryStateAndAction_IsAsTheTableSays(RegistrationState state, RegistrationAction action)
    {
        var result = Moves.Next(state, action, feeSettled: true, needsCheck: true);

        var expected = Table[state].GetValueOrDefault(action) ?? RefusalOf(state);
        if (expected.StartsWith("EXAM-", StringComparison.Ordinal)) result.Problem!.Code.Should().Be(expected);
        else result.Value.Should().Be(expected == OK ? state : Enum.Parse<RegistrationState>(expected));
    }

    [Theory]
    [InlineData(RegistrationState.Submitted, RegistrationAction.Check, false, true, RegistrationState.SchoolChecked)]
    [InlineData(RegistrationState.Submitted, RegistrationAction.SettleFee, true, false, RegistrationState.Confirmed)]
    [InlineData(RegistrationState.Submitted, RegistrationAction.Edit, true, false, RegistrationState.Confirmed)]
    [InlineData(RegistrationState.Submitted, RegistrationAction.Edit, false, false, RegistrationState.Submitted)]
    [InlineData(RegistrationState.Confirmed, RegistrationAction.Edit, true, true, RegistrationState.Submitted)]
    [InlineData(RegistrationState.Confirmed, RegistrationAction.RefundFee, false, false, RegistrationState.Submitted)]
    [InlineData(RegistrationState.CorrectionRequested, RegistrationAction.FileBySchool, false, true, RegistrationState.SchoolChecked)]
    public void Next_FeeAndCheck_Decide(
        RegistrationState from, RegistrationAction action, bool settled, bool needsCheck, RegistrationState expected) =>
        Moves.Next(from, action, settled, needsCheck).Value.Should().Be(expected);

    [Fact]
    public void NextActors_NoStateOnTheWay_IsLeftToNobody()
    {
        RegistrationState[] ends =
        [
            RegistrationState.Published, RegistrationState.GraduationDecided, RegistrationState.Ineligible, RegistrationState.Suspended,
            RegistrationState.Absent, RegistrationState.Withdrawn,
        ];
        foreach (var state in Enum.GetValues<RegistrationState>().Except(ends))
        {
            foreach (var fee in Enum.GetValues<FeeStatus>())
            {
                // Checked and paid is confirmed, and so is paid where nobody checks: these two never stand together.
                var settled = fee is FeeStatus.Paid or FeeStatus.Waived;
                if (settled && state is RegistrationState.SchoolChecked) continue;
                foreach (var needsCheck in (bool[])[true, false])
                {
                    if (settled && state is RegistrationState.Submitted && !needsCheck) continue;
                    Moves.NextActors(state, fee, needsCheck).Should().NotBe(NextActor.Nobody, $"{state} {fee} {needsCheck}");
                }
            }
        }
    }

    /// <summary>Every report must be reachable from the last one along the portal's own edges.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PortalStates_EveryMove_FollowsThePortalsEdges(bool needsCheck)
    {
        var moves = EveryMove(needsCheck).ToList();
        var waiting = new Queue<(RegistrationState State, PortalState Told)>([(RegistrationState.Draft, PortalState.None)]);
        var reached = waiting.ToHashSet();
        while (waiting.TryDequeue(out var from))
        {
            foreach (var (state, action, settled) in moves)
            {
                // Withdrawn and begun anew is a new dossier with a code of its own.
                if (state != from.State || state is RegistrationState.Withdrawn) continue;
                var next = Moves.Next(state, action, settled, needsCheck).Value;
                var report = PortalStates.Of(next, settled ? FeeStatus.Paid : FeeStatus.Due, from.Told);
                IsReachable(from.Told, report).Should().BeTrue($"{state} --{action}--> {next}: {from.Told} to {report}");
                if (reached.Add((next, report))) waiting.Enqueue((next, report));
            }
        }

        reached.Select(pair => pair.State).Distinct().Should().BeEquivalentTo(Enum.GetValues<RegistrationState>());
    }

    [Theory]
    [InlineData(RegistrationState.Submitted, FeeStatus.Due, PortalState.None, PortalState.NewlyRegistered)]
    [InlineData(RegistrationState.SchoolChecked, FeeStatus.Due, PortalState.NewlyRegistered, PortalState.FinancialObligationRequested)]
    [InlineData(RegistrationState.Confirmed, FeeStatus.Paid, PortalState.NewlyRegistered, PortalState.Accepted)]
    [InlineData(RegistrationState.Confirmed, FeeStatus.Paid, PortalState.FinancialObligationRequested, PortalState.Processing)]
    [InlineData(RegistrationState.CorrectionRequested, FeeStatus.Due, PortalState.NewlyRegistered, PortalState.SupplementRequested)]
    [InlineData(RegistrationState.Submitted, FeeStatus.Due, PortalState.SupplementRequested, PortalState.Processing)]
    [InlineData(RegistrationState.Locked, FeeStatus.Paid, PortalState.Accepted, PortalState.Processing)]
    [InlineData(RegistrationState.Withdrawn, FeeStatus.Due, PortalState.NewlyRegistered, PortalState.CitizenWithdraws)]
    [InlineData(RegistrationState.Withdrawn, FeeStatus.None, PortalState.None, PortalState.None)]
    [InlineData(RegistrationState.Ineligible, FeeStatus.Due, PortalState.NewlyRegistered, PortalState.NotAccepted)]
    [InlineData(RegistrationState.Ineligible, FeeStatus.Paid, PortalState.Processing, PortalState.Stopped)]
    [InlineData(RegistrationState.Published, FeeStatus.Paid, PortalState.Processing, PortalState.Processed)]
    [InlineData(RegistrationState.GraduationDecided, FeeStatus.Paid, PortalState.Processed, PortalState.ResultReturned)]
    public void PortalStates_AreTheOnesThePortalExpects(RegistrationState state, FeeStatus fee, PortalState told, PortalState expected) =>
        PortalStates.Of(state, fee, told).Should().Be(expected);

    private static IEnumerable<(RegistrationState State, RegistrationAction Action, bool Settled)> EveryMove(bool needsCheck) =>
        from state in Enum.GetValues<RegistrationState>()
        from action in Enum.GetValues<RegistrationAction>()
        from settled in (bool[])[true, false]
        where Moves.Next(state, action, settled, needsCheck).Problem is null
        select (state, action, settled);

    private static bool IsReachable(PortalState from, PortalState to)
    {
        if (from == to) return true;
        var seen = new HashSet<PortalState> { from };
        var waiting = new Queue<PortalState>(seen);
        while (waiting.TryDequeue(out var state))
        {
            foreach (var next in Edges(state))
            {
                if (next == to) return true;
                if (seen.Add(next)) waiting.Enqueue(next);
            }
        }

        return false;
    }

    private static PortalState[] Edges(PortalState from) => (int)from switch
    {
        0 => [PortalState.NewlyRegistered],
        1 => [(PortalState)2, (PortalState)3, (PortalState)7],
        2 => [(PortalState)4, (PortalState)5, (PortalState)6, (PortalState)7],
        4 => [(PortalState)5, (PortalState)6, (PortalState)7, (PortalState)8, (PortalState)9],
        5 or 6 => [(PortalState)4, (PortalState)8],
        9 => [(PortalState)10],
        _ => [],
    };

    private static string RefusalOf(RegistrationState state) => state switch
    {
        RegistrationState.Draft => "EXAM-015",
        RegistrationState.Withdrawn => "EXAM-014",
        RegistrationState.Submitted or RegistrationState.SchoolChecked or RegistrationState.CorrectionRequested
            or RegistrationState.Confirmed => "EXAM-012",
        _ => "EXAM-013",
    };

    private static Dictionary<RegistrationState, Dictionary<RegistrationAction, string>> Rows()
    {
        const string Written = """
            Draft: SaveDraft= Submit>Submitted Attach= Withdraw>Withdrawn
            Submitted: Edit= Attach= FileBySchool>Confirmed Check>Confirmed RequestCorrection>CorrectionRequested Withdraw>Withdrawn PayAgain= MarkIneligible>Ineligible
            SchoolChecked: Edit>Submitted Attach>Submitted FileBySchool>Confirmed RequestCorrection>CorrectionRequested Withdraw>Withdrawn SettleFee>Confirmed PayAgain= MarkIneligible>Ineligible
            CorrectionRequested: Edit>Submitted Attach= FileBySchool>Confirmed Withdraw>Withdrawn PayAgain= MarkIneligible>Ineligible
            Confirmed: Edit>Submitted Attach>Submitted FileBySchool= RequestCorrection>CorrectionRequested Withdraw>Withdrawn RefundFee>SchoolChecked Lock>Locked MarkIneligible>Ineligible
            Locked: AssignNumber>NumberAssigned MarkIneligible>Ineligible
            NumberAssigned: MarkAbsent>Absent Suspend>Suspended Score>Scored MarkIneligible>Ineligible
            Scored: Publish>Published
            Published: RequestRemark>RemarkRequested DecideGraduation>GraduationDecided
            RemarkRequested: Remark>Remarked
            Remarked: DecideGraduation>GraduationDecided
            GraduationDecided:
            Ineligible:
            Suspended:
            Absent:
            Withdrawn: SaveDraft>Draft Submit>Submitted
            """;
        var rows = new Dictionary<RegistrationState, Dictionary<RegistrationAction, string>>();
        foreach (var line in Written.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var state = Enum.Parse<RegistrationState>(line[..colon]);
            // News about money is taken in every state; sharing in every one but withdrawn.
            var row = new Dictionary<RegistrationAction, string>
            {
                [RegistrationAction.SettleFee] = OK,
                [RegistrationAction.LapseFee] = OK,
                [RegistrationAction.RefundFee] = OK,
            };
            if (state is not RegistrationState.Withdrawn) row[RegistrationAction.Invite] = row[RegistrationAction.Join] = OK;
            foreach (var cell in line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var mark = cell.IndexOfAny(['=', '>']);
                row[Enum.Parse<RegistrationAction>(cell[..mark])] = cell[mark] == '=' ? OK : cell[(mark + 1)..];
            }

            rows[state] = row;
        }

        return rows;
    }
}
