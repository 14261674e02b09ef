# Contagens, tamanhos e durações. $shown é o que se escreve de $count.

figures-just-now = agora mesmo
figures-ago = há { $long }
figures-idle = { $long } sem alteração
figures-days = { $days ->
    [one] 1 dia
   *[other] { $days } dias
}
figures-attempts = { $count ->
    [one] { $shown } tentativa
   *[other] { $shown } tentativas
}
figures-attributes = { $count ->
    [one] { $shown } atributo
   *[other] { $shown } atributos
}
figures-changes = { $count ->
    [one] { $shown } alteração
   *[other] { $shown } alterações
}
figures-gaps = { $count ->
    [one] { $shown } lacuna
   *[other] { $shown } lacunas
}
figures-items = { $count ->
    [one] { $shown } item
   *[other] { $shown } itens
}
figures-shards = { $count ->
    [one] { $shown } shard
   *[other] { $shown } shards
}
figures-steps = { $count ->
    [one] { $shown } passo
   *[other] { $shown } passos
}
figures-tables = { $count ->
    [one] { $shown } tabela
   *[other] { $shown } tabelas
}
figures-versions = { $count ->
    [one] { $shown } versão
   *[other] { $shown } versões
}
