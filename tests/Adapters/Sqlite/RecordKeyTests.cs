using PublicServices.Infra.Sqlite;

namespace PublicServices.Tests.Adapters.Sqlite;

public sealed class RecordKeyTests
{
    [Fact]
    public void Of_RecordsAboutOnePerson_AreNeighbours()
    {
        const long Neighbourhood = 1L << 27;
        var all = new[] { "reg-2h2vzbdf497w1yjgqz4z3s539c", "pay-reg-2h2vzbdf497w1yjgqz4z3s539c", "sbx-pay-reg-2h2vzbdf497w1yjgqz4z3s539c.1", "ntc-reg-2h2vzbdf497w1yjgqz4z3s539c.fee" };
        all.Select(RecordKey.Of).Should().OnlyHaveUniqueItems();
        all.Select(id => RecordKey.Of(id) / Neighbourhood).Distinct().Should().ContainSingle();
        (RecordKey.Of("reg-2h2vzcdf497w1yjgqz4z3s539c") / Neighbourhood).Should().NotBe(RecordKey.Of(all[0]) / Neighbourhood);
    }

    [Theory]
    [InlineData("dlv-000.01.19.h26-261124-000009", "dlv-000.01.19.h26-261124-000010")]
    [InlineData("end-01m874z9b2enccqwa1a3gfm7d9", "end-01n000z9b2enccqwa1a3gfm7d9")]
    [InlineData("x-9", "x-a")]
    [InlineData("x-a", "x-ab")]
    public void Of_WhatCountsOrTellsTheTime_Grows(string earlier, string later) =>
        RecordKey.Of(earlier).Should().BeLessThan(RecordKey.Of(later));

    /// <summary>Keys are stored: another way of making them would lose every record of every store there is.</summary>
    [Theory]
    [InlineData("reg-2h2vzbdf497w1yjgqz4z3s539c", 619404147882371896)]
    [InlineData("counter-dossier", 2221346814151205243)]
    [InlineData("x", 5044031582764342535)]
    public void Of_NeverChanges(string id, long key) => RecordKey.Of(id).Should().Be(key);

    [Theory]
    [InlineData("reg-1", "reg")]
    [InlineData("pay-reg-1", "pay")]
    [InlineData("alone", "alone")]
    public void KindOf_IsWhatStandsBeforeTheFirstDash(string id, string kind) => RecordKey.KindOf(id).Should().Be(kind);
}
