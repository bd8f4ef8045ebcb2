using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>What a pupil is billed for a period: items, prices and reductions in force on its first day.</summary>
public sealed class Pricing(TuitionRuleBook book)
{
    /// <summary>The bill that would be issued; the refusal when the list asks for something the catalogue does not hold.</summary>
    /// <param name="benefits">The pupil's benefits; null when there are none.</param>
    public Result<Bill> Price(
        FeeCatalogue catalogue, BillingPeriod period, EnrolmentRow row, StudentBenefits? benefits, RecordId account, DateTimeOffset now, string by)
    {
        var lines = new List<BillLine>();
        foreach (var item in catalogue.Items)
        {
            var isNamed = row.Items.TryGetValue(item.Code, out var quantity);
            if (item.Cycle != period.Cycle || !item.IsFor(row.Level))
            {
                if (isNamed) return TuitionProblems.ItemNotHere(item.Code);
                continue;
            }

            if (!isNamed && !item.IsForAll) continue;
            if (item.PriceOn(period.FirstDay) is not { } price) return TuitionProblems.NoPrice(item.Code);
            lines.Add(new BillLine(
                item.Code, item.Name.Vi, item.Name.En, item.Kind, isNamed ? quantity : 1, price.Value.AmountVnd, 0, null, price.Instrument, null));
        }

        foreach (var code in row.Items.Keys)
        {
            if (catalogue.Find(code) is null) return TuitionProblems.NoSuchItem(code);
        }

        if (lines.Count == 0) return TuitionProblems.NothingToBill;
        var bill = new Bill
        {
            Period = period.Code,
            Revision = 1,
            Code = TuitionIds.BillCode(account, period.Code, 1),
            Class = row.Class,
            Level = row.Level,
            Standing = row.Standing,
            Lines = lines,
            Instalments = [],
            IssuedAt = now,
            IssuedBy = by,
        };
        return Reduce(bill, catalogue, period, benefits);
    }

    /// <summary>The same items at the same prices with the reductions that are due now: for recalculation after a benefit changed.</summary>
    public Bill Reduce(Bill bill, FeeCatalogue catalogue, BillingPeriod period, StudentBenefits? benefits)
    {
        var lines = bill.Lines
            .Select(line => line.Kind is FeeKind.Tuition ? Reduce(line, bill, catalogue, period, benefits) : line)
            .ToList();
        var total = lines.Sum(line => line.NetVnd);
        var amounts = Split.ByPercent(total, [.. catalogue.Instalments.Select(part => part.Percent)]);
        return bill with
        {
            Lines = lines,
            Instalments = [.. catalogue.Instalments.Select((part, i) => new Instalment(i + 1, amounts[i], period.FirstDay.AddDays(part.DueDay)))],
        };
    }

    /// <summary>
    /// Of everything that applies the highest counts, and only that (Decree 238/2025/NĐ-CP, Art. 19). While a pupil is suspended or
    /// repeats a year without a listed cause, no group counts; what everybody has goes on.
    /// </summary>
    private BillLine Reduce(BillLine line, Bill bill, FeeCatalogue catalogue, BillingPeriod period, StudentBenefits? benefits)
    {
        var (amount, code, rule) = (0L, (string?)null, (string?)null);
        if (catalogue.IsPublic)
        {
            if (book.FreeTuition.InForce(period.FirstDay) is { } free && free.Value.Levels.Contains(bill.Level))
                (amount, code, rule) = (line.GrossVnd, "free-tuition", free.Instrument);
        }
        else if (book.PrivateSupport.InForce(period.FirstDay) is { } support
            && support.Value.FirstOrDefault(rate => rate.Province == catalogue.Province && rate.Level == bill.Level) is { } rate)
        {
            (amount, code, rule) = (Math.Min(line.GrossVnd, rate.AmountVnd * period.Months), "private-support", support.Instrument);
        }

        if (bill.Standing is Standing.Studying or Standing.Excused
            && benefits?.Highest(catalogue.School, period.FirstDay, book.GroupsOn(period.FirstDay)) is var (_, group)
            && Split.PercentUp(line.GrossVnd, group.Percent) is var reduction && reduction > amount)
        {
            (amount, code, rule) = (reduction, group.Code, $"{book.Groups.InForce(period.FirstDay)!.Instrument}, {group.Article}");
        }

        return line with { ReductionVnd = amount, Reduction = amount > 0 ? code : null, ReductionRule = amount > 0 ? rule : null };
    }
}
