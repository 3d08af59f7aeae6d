"""What members are expected to buy: models fitted by maximum likelihood, as functions on arrays.

Here belong likelihoods, fits, predictions and their error on a hold-out. Not here: reading tables
(the dbt models `int_value_model` and `int_value_estimates` do that), what a purchase is (dbt),
where results are kept.
"""
