using CsCheck;
using PublicServices.Finance;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>Partners are found by amount, day and word; beside each stands the plain way to find them.</summary>
public sealed class CandidatePairsTests
{
    private const int Day = 739_000;

    private static readonly string[] Texts = ["", "PH001234 CHI", "PH001234 AN", "TRAN BINH", "TRAN BINH PH77", "x"];

    private static readonly Gen<MatchEntry> Entry = Gen.Select(Gen.Int[-1, 3], Gen.Int[-8, 8], Gen.Int[0, Texts.Length - 1])
        .Select((amount, day, text) => new MatchEntry("", "", Texts[text], amount * 15_000, Day + day));

    [Fact]
    public void Find_IsWhatComparingEachWithEachFinds() => Gen.Select(Entry.Array[0, 14], Entry.Array[0, 14]).Sample(
        (expected, lines) =>
        {
            var work = new MatchWork(expected, lines, new MatchingRules());
            Found(work).Should().BeEquivalentTo(Compared(work));
        },
        iter: Iterations.Of(2_000));

    [Fact]
    public void Find_LeavesOutWhatIsTaken()
    {
        var work = new MatchWork([One("TRAN BINH"), One("TRAN BINH")], [One("TRAN BINH"), One("TRAN BINH"), One("TRAN BINH")], new MatchingRules());
        work.Take(new MatchGroup(0, 1, MatchStage.Reference, MatchScore.Exact));
        work.Leave(new Unmatched(2, true, UnmatchedReason.Duplicate));
        Found(work).Should().Equal((0, 1));
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(401, true)]
    public void Find_KeepsWhatCouldContestALead(int suggestion, bool isLeftOut)
    {
        // Amount and nothing else: 400 points.
        var work = new MatchWork([One("")], [One("") with { Day = Day + 5 }], new MatchingRules { MinSuggestion = suggestion + 99, MinLead = 100 });
        Found(work).Should().HaveCount(isLeftOut ? 0 : 1);
    }

    /// <summary>Where many have one amount only a shared word leads to them, whichever field of what is expected holds it.</summary>
    [Fact]
    public void Find_AmongMany_GoesByWords()
    {
        MatchEntry[] expected =
        [
            One("BINH"), One("") with { Order = "HP77" }, One("") with { Reference = "VN88" }, One("BINH") with { Day = Day + 2 }, One("BINH") with { Amount = 1 },
        ];
        MatchEntry[] lines = [One("nop BINH"), One("hp77"), One("VN88 x"), One("KHAC")];
        var work = new MatchWork(expected, lines, new MatchingRules { MaxCandidates = 2 });
        Found(work).Should().BeEquivalentTo([(0, 0), (1, 1), (2, 2)]);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(-2, false)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Find_AmongMany_KeepsToTheDays(int after, bool isFound)
    {
        MatchEntry[] expected = [One("BINH") with { Day = Day - after }, One("a"), One("b")];
        var work = new MatchWork(expected, [One("BINH")], new MatchingRules { MaxCandidates = 1 });
        Found(work).Should().HaveCount(isFound ? 1 : 0);
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(17, 0)]
    public void Find_AmongMany_PassesOverAWordThatManyShare(int sharers, int found)
    {
        var expected = Enumerable.Range(0, sharers).Select(_ => One("BINH")).Concat(Enumerable.Range(0, 60).Select(i => One($"w{i}"))).ToArray();
        Found(new MatchWork(expected, [One("BINH")], new MatchingRules())).Should().HaveCount(found);
    }

    [Fact]
    public void Find_AmongMany_FindsAPartnerOnce()
    {
        MatchEntry[] expected = [One("TRAN BINH"), One("a"), One("b"), One("c")];
        Found(new MatchWork(expected, [One("TRAN BINH")], new MatchingRules { MaxCandidates = 2 })).Should().Equal((0, 0));
    }

    private static MatchEntry One(string text) => new("", "", text, 45_000, Day);

    private static IEnumerable<(int, int)> Found(MatchWork work) => new CandidatePairs(work).Find().Select(pair => (pair.Line, pair.Expected));

    private static IEnumerable<(int, int)> Compared(MatchWork work)
    {
        var likeness = new Likeness(work.Counts);
        for (var line = 0; line < work.Lines.Length; line++)
        {
            for (var expected = 0; expected < work.Expected.Length; expected++)
            {
                var (one, other) = (work.Lines[line], work.Expected[expected]);
                var apart = one.Day - other.Day;
                if (one.Amount == 0 || one.Amount != other.Amount || apart < -work.Rules.DaysBefore || apart > work.Rules.DaysAfter) continue;
                if (likeness.Of(other, one).Total > work.Rules.MinSuggestion - work.Rules.MinLead) yield return (line, expected);
            }
        }
    }
}
