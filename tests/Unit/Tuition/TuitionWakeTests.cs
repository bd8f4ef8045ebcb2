using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

/// <summary>What keeps bill runs moving after an import.</summary>
public sealed class TuitionWakeTests
{
    private static readonly DateTimeOffset Now = new(2027, 4, 21, 8, 0, 0, VietnamTime.Offset);

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void Of_ARun_AsksForTheChunkThatIsDueUntilItIsFinished(bool isFinished, int messages)
    {
        var run = new BillRun("01-002", "2027-04", 3, Caller.System, Now, 500, 2, 1, 0, 0, 0, 0, 0, 0, 0, isFinished ? Now : null);

        TuitionWake.Of(new Loaded<BillRun>(new RecordId("brun-01-002-2027-04"), 4, run), Now)
            .Select(outgoing => TuitionMessages.BillRunStep.Read(outgoing.Message))
            .Should().Equal(Enumerable.Repeat(new BillRunStepV1("01-002", "2027-04", 3, 1), messages));
    }
}
