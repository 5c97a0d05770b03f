-- Volunteers have an account, too: their phones hold a count and nothing else.
alter table account drop constraint account_role_check;
alter table account add constraint account_role_check
    check (role in ('streetworker', 'supervisor', 'administrator', 'volunteer'));
