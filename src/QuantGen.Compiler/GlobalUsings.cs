global using ElementType = QuantGen.Plan.PlanElementType;
